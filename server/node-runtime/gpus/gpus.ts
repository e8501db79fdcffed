import { existsSync } from 'node:fs';

import { readText } from '../host/processes';
import type { DeclaredGpu, GpuDevice } from '../protocol/node-schemas';
import type { GpuSample } from '../protocol/task-schemas';
import { type GpuProcess, queryDevices, queryProcesses, querySamples } from './nvidia-smi';
import { declareGpus, describeSimulatedTool, simulateSample } from './simulated-gpus';

/** The driver is asked at most this often, however many workspaces are looked at. */
const sampleAgeMaxMs = 2_000;
/** Nodes that every program on an NVIDIA GPU opens besides the GPU's own. */
const sharedDeviceNodes = ['/dev/nvidiactl', '/dev/nvidia-uvm', '/dev/nvidia-uvm-tools', '/dev/nvidia-modeset'];

/** The GPUs of this machine: found by the driver, else those declared as simulated. */
export class Gpus {
  private sampledAtMs = 0;
  private samples: Promise<GpuSample[]> = Promise.resolve([]);

  private constructor(readonly devices: readonly GpuDevice[]) {}

  static async discover(declared: readonly DeclaredGpu[], nodeId: string): Promise<Gpus> {
    const found = await queryDevices(readNumaNode);
    return new Gpus(found.length > 0 ? found : declareGpus(declared, nodeId));
  }

  find(gpuId: string): GpuDevice | undefined {
    return this.devices.find((gpu) => gpu.id === gpuId);
  }

  /** Device nodes that a workspace with these GPUs is given. */
  deviceNodes(gpuIds: readonly string[]): string[] {
    const own = gpuIds.flatMap((gpuId) => this.find(gpuId)?.devicePath ?? []);
    return own.length === 0 ? [] : [...own, ...sharedDeviceNodes].filter((node) => existsSync(node));
  }

  /** What a program of the workspace must see, by UUID; nothing at all without GPUs. */
  environment(gpuIds: readonly string[]): Record<string, string> {
    return {
      CUDA_VISIBLE_DEVICES: gpuIds.join(','),
      NVIDIA_VISIBLE_DEVICES: gpuIds.length === 0 ? 'void' : gpuIds.join(','),
    };
  }

  /** Programs of ours that a workspace with these GPUs finds behind the machine's own. */
  commands(gpuIds: readonly string[]): Record<string, string> {
    const simulated = gpuIds.flatMap((gpuId) => this.find(gpuId) ?? []).filter((gpu) => gpu.simulated);
    return simulated.length === 0 ? {} : { 'nvidia-smi': describeSimulatedTool(simulated) };
  }

  /** Use of these GPUs now. `cpuPercent` drives simulated ones. */
  async sample(gpuIds: readonly string[], cpuPercent: number, atMs: number): Promise<GpuSample[]> {
    const wanted = gpuIds.flatMap((gpuId) => this.find(gpuId) ?? []);
    const simulated = wanted.filter((gpu) => gpu.simulated).map((gpu) => simulateSample(gpu, cpuPercent, atMs));
    if (simulated.length === wanted.length) return simulated;
    if (atMs - this.sampledAtMs > sampleAgeMaxMs) {
      this.sampledAtMs = atMs;
      this.samples = querySamples();
    }
    const real = await this.samples;
    return [...simulated, ...real.filter((sample) => gpuIds.includes(sample.gpuId))];
  }

  /** Processes that hold any of these GPUs. Simulated ones hold none. */
  async processesOn(gpuIds: readonly string[]): Promise<GpuProcess[]> {
    const isReal = gpuIds.some((gpuId) => this.find(gpuId)?.simulated === false);
    return isReal ? (await queryProcesses()).filter((process) => gpuIds.includes(process.gpuId)) : [];
  }
}

/** The kernel names the device in lower case with a four-digit domain; the driver gives eight digits. -1 means: no NUMA. */
function readNumaNode(pciBusId: string): number | null {
  const address = pciBusId.toLowerCase().replace(/^0{4}(?=[0-9a-f]{4}:)/, '');
  const node = Number.parseInt(readText(`/sys/bus/pci/devices/${address}/numa_node`) ?? '', 10);
  return Number.isNaN(node) || node < 0 ? null : node;
}
