import { createHash } from 'node:crypto';

import type { DeclaredGpu, GpuDevice } from '../protocol/node-schemas';
import type { GpuSample } from '../protocol/task-schemas';

const idleWatts = 55;
const fullLoadWatts = 360;
const idleCelsius = 31;
const fullLoadCelsius = 74;
const wavePeriodMs = 240_000;

/** GPUs that a profile declares. Ids depend on their order alone, so they are the same after every start. */
export function declareGpus(declared: readonly DeclaredGpu[], nodeId: string): GpuDevice[] {
  const models = declared.flatMap(({ count, ...gpu }) => Array.from({ length: count }, () => gpu));
  return models.map(({ model, memoryMib }, index) => ({
    id: `SIM-${createHash('sha256').update(`${nodeId} ${index}`).digest('hex').slice(0, 12)}`,
    index,
    model,
    memoryMib,
    simulated: true,
    devicePath: null,
    pciBusId: null,
    numaNode: null,
    migMode: null,
    health: 'ok',
    healthReason: null,
  }));
}

/** What answers to `nvidia-smi` in a workspace with simulated GPUs: it says what they are, and nothing else. */
export function describeSimulatedTool(gpus: readonly GpuDevice[]): string {
  const lines = gpus.map(({ model, memoryMib, id }, index) => `GPU ${index}: ${model}, ${memoryMib} MiB (UUID: ${id})`);
  const text = [
    'These GPUs are SIMULATED by this environment: they can be launched and metered, but compute nothing.',
    ...lines,
  ];
  return `#!/bin/sh\ncat <<'END'\n${text.join('\n')}\nEND\n`;
}

/**
 * Made-up use of a simulated GPU: it follows how busy the workspace's processor is, with a slow wave of the GPU's own. The same GPU at the same
 * moment under the same load always shows the same.
 */
export function simulateSample(gpu: GpuDevice, cpuPercent: number, atMs: number): GpuSample {
  const phase = (createHash('sha256').update(gpu.id).digest().readUInt16BE(0) / 65_536) * 2 * Math.PI;
  const wave = (Math.sin((atMs / wavePeriodMs) * 2 * Math.PI + phase) + 1) / 2;
  const load = Math.min(1, Math.max(0, cpuPercent / 100));
  const utilization = load < 0.02 ? 0 : Math.min(1, 0.35 + 0.55 * load + 0.1 * wave);
  const memoryShare = load < 0.02 ? 0.01 : 0.15 + 0.6 * load + 0.05 * wave;
  return {
    gpuId: gpu.id,
    simulated: true,
    utilizationPercent: Math.round(utilization * 100),
    memoryUsedMib: Math.round(gpu.memoryMib * memoryShare),
    memoryTotalMib: gpu.memoryMib,
    powerWatts: Math.round(idleWatts + (fullLoadWatts - idleWatts) * utilization),
    temperatureCelsius: Math.round(idleCelsius + (fullLoadCelsius - idleCelsius) * utilization),
  };
}
