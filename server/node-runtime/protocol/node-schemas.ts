import { z } from 'zod';

/** A GPU that a profile declares because the machine has none. It computes nothing and is labelled simulated everywhere. */
export const declaredGpuSchema = z.object({
  model: z.string().min(1).max(64),
  memoryMib: z.int().min(1),
  count: z.int().min(1).max(64),
});
export type DeclaredGpu = z.infer<typeof declaredGpuSchema>;

/** A GPU found by the driver, or declared. `id` is the driver's UUID, or `SIM-…`; it is stable across restarts. */
export const gpuDeviceSchema = z.object({
  id: z.string(),
  index: z.int().min(0),
  model: z.string(),
  memoryMib: z.int(),
  simulated: z.boolean(),
  /** The device node on the host; null when simulated. */
  devicePath: z.string().nullable(),
  pciBusId: z.string().nullable(),
  numaNode: z.int().nullable(),
  migMode: z.enum(['enabled', 'disabled']).nullable(),
  /** `degraded` with a reason: the driver reported pending page retirements or uncorrected memory errors. */
  health: z.enum(['ok', 'degraded', 'unknown']),
  healthReason: z.string().nullable(),
});
export type GpuDevice = z.infer<typeof gpuDeviceSchema>;

/** Everything a workspace is kept apart by. */
export const isolationFeatures = [
  'sandbox',
  'host_user',
  'user_namespace',
  'network_namespace',
  'memory_limit',
  'cpu_limit',
  'pids_limit',
  'disk_limit',
] as const;

/** Each feature with whether this machine gives it. `why` is a sentence: how it is given, or why it is missing and what would help. */
export const isolationReportSchema = z.object({
  /** False: no workspace can be started on this machine at all. */
  usable: z.boolean(),
  cgroups: z.enum(['v1', 'v2', 'none']),
  features: z.array(
    z.object({ feature: z.enum(isolationFeatures), state: z.enum(['ok', 'missing']), why: z.string() }),
  ),
});
export type IsolationReport = z.infer<typeof isolationReportSchema>;
export type IsolationFeature = (typeof isolationFeatures)[number];
