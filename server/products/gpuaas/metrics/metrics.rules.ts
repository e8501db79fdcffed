import type { WorkspaceUse } from '../drivers/capacity-driver';
import type { Sample } from './metrics.types';

/** A workspace's use as one row: its GPUs together. */
export function sampleOf(use: WorkspaceUse): Sample {
  const figures = (pick: (gpu: WorkspaceUse['gpus'][number]) => number | null) =>
    use.gpus.flatMap((gpu) => pick(gpu) ?? []);
  const utilization = figures((gpu) => gpu.utilizationPercent);
  return {
    at: use.at,
    cpuPercent: use.cpuPercent,
    memoryBytes: use.memoryBytes,
    diskBytes: use.diskBytes,
    processCount: use.processCount,
    gpuUtilPercent: utilization.length > 0 ? sum(utilization) / utilization.length : null,
    gpuMemoryBytes: sumOrNull(figures((gpu) => gpu.memoryBytes)),
    gpuPowerWatts: sumOrNull(figures((gpu) => gpu.powerWatts)),
    gpuTemperatureC: maxOrNull(figures((gpu) => gpu.temperatureC)),
    isSimulated: use.gpus.some((gpu) => gpu.isSimulated),
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const sumOrNull = (values: readonly number[]) => (values.length > 0 ? sum(values) : null);
const maxOrNull = (values: readonly number[]) => (values.length > 0 ? Math.max(...values) : null);

const HOUR_MS = 3_600_000;
/** Points of a chart: more than a screen can tell apart only cost. */
const POINTS_MAX = 240;

/** The last hour in buckets that a chart can show, none shorter than the samples are apart. */
export function lastHour(now: Date, sampleIntervalMs: number): { from: Date; to: Date; bucketSeconds: number } {
  const bucketSeconds = Math.max(Math.ceil(HOUR_MS / POINTS_MAX / 1_000), Math.ceil(sampleIntervalMs / 1_000));
  return { from: new Date(now.getTime() - HOUR_MS), to: now, bucketSeconds };
}
