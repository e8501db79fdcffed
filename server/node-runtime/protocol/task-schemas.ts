import { z } from 'zod';

import { gpuDeviceSchema, isolationReportSchema } from './node-schemas';

export * from './node-schemas';

/** A task lives at most this long between signing and arrival. */
export const taskLifetimeMaxMs = 60_000;
/** The longest `argv`, in items, of a PTY command or an exec. */
const argvMax = 64;

const workspaceId = z.string().regex(/^[a-z0-9][a-z0-9_-]{2,63}$/);
const ptyId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/);
const argv = z.array(z.string().max(32_768)).min(1).max(argvMax);
const columns = z.int().min(1).max(1000);
const rows = z.int().min(1).max(1000);
const environment = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/), z.string().max(32_768));
/** Byte offsets count from the first byte a PTY ever wrote. */
const offset = z.int().min(0);

/** What a workspace is given. Two provisions of one workspace with equal specifications are one; with different ones a conflict. */
export const provisionInputSchema = z.object({
  workspaceId,
  /** Host name inside, and so the name in the prompt. */
  name: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/),
  gpuIds: z.array(z.string().min(1).max(128)).max(64),
  cpuMillis: z.int().min(100).max(1_024_000),
  memoryMib: z.int().min(128).max(16_777_216),
  diskMib: z.int().min(64).max(67_108_864),
  pidsMax: z.int().min(16).max(131_072),
  env: environment.default({}),
  /** Only the machine's own system exists for now; images come with the container engines. */
  image: z.literal('host').default('host'),
});
export type ProvisionInput = z.input<typeof provisionInputSchema>;
export type WorkspaceSpec = z.output<typeof provisionInputSchema>;

/** Steps of a provision, in the order in which they run. */
const provisionSteps = ['claim', 'limits', 'disk', 'sandbox', 'agent'] as const;
export const provisionProgressSchema = z.object({
  step: z.enum(provisionSteps),
  /** `started` comes first, `done` with the time that the step took. */
  phase: z.enum(['started', 'done']),
  at: z.iso.datetime(),
  durationMs: z.number().min(0).optional(),
});
export type ProvisionProgress = z.infer<typeof provisionProgressSchema>;

/**
 * What was looked at after a release. `proved` is true only if nothing is left: no process, no cgroup, no mount, no loop device, no
 * disk image and no process on its GPUs.
 */
export const cleanupProofSchema = z.object({
  proved: z.boolean(),
  processes: z.int().min(0),
  cgroup: z.enum(['gone', 'present', 'not_used']),
  mounts: z.enum(['gone', 'present', 'not_used']),
  disk: z.enum(['gone', 'present']),
  gpuProcesses: z.int().min(0),
  /** One sentence per thing that is left. */
  blockers: z.array(z.string()),
  checkedAt: z.iso.datetime(),
});
export type CleanupProof = z.infer<typeof cleanupProofSchema>;

/** `absent`: the runtime knows no such workspace and found no trace of one; the proof says what was looked at. */
const releaseResultSchema = z.object({
  outcome: z.enum(['released', 'absent', 'cleanup_blocked']),
  proof: cleanupProofSchema,
});
export type ReleaseResult = z.infer<typeof releaseResultSchema>;

export const exitReasons = ['exited', 'killed', 'out_of_memory', 'lost'] as const;

/**
 * Present only where nobody witnessed the exit, because no runtime ran or it stood still: when it was discovered. The exit's `at` is then the time that the
 * sandbox wrote down, or else when the workspace was last seen alive, and never later than it really ended.
 */
export const exitDiscoveredAt = z.iso.datetime().optional();

/** `exited`: ended without being asked; its slot is held until `release`. `cleanup_blocked`: released, but something is left. */
export const workspaceStatusSchema = z.object({
  workspaceId: z.string(),
  state: z.enum(['provisioning', 'running', 'exited', 'releasing', 'cleanup_blocked']),
  gpuIds: z.array(z.string()),
  cpuMillis: z.int(),
  memoryMib: z.int(),
  diskMib: z.int(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  exit: z
    .object({
      at: z.iso.datetime(),
      code: z.int().nullable(),
      reason: z.enum(exitReasons),
      discoveredAt: exitDiscoveredAt,
    })
    .nullable(),
  proof: cleanupProofSchema.nullable(),
  progress: z.array(provisionProgressSchema),
});
export type WorkspaceStatus = z.infer<typeof workspaceStatusSchema>;

/** A PTY. Bytes `[firstOffset, nextOffset)` can still be read; an exited PTY stays readable until it is closed. */
export const ptyInfoSchema = z.object({
  ptyId: z.string(),
  pid: z.int(),
  columns: z.int(),
  rows: z.int(),
  firstOffset: offset,
  nextOffset: offset,
  viewers: z.int().min(0),
  exit: z.object({ code: z.int(), signal: z.int().nullable() }).nullable(),
});
export type PtyInfo = z.infer<typeof ptyInfoSchema>;

/** Output is cut at 256 KiB per stream; `truncated` says so. `exitCode` is null when a signal or the timeout ended it. */
export const execResultSchema = z.object({
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  timedOut: z.boolean(),
  stdoutBase64: z.string(),
  stderrBase64: z.string(),
  truncated: z.boolean(),
});

/** A GPU's use at a moment. Cells a driver does not report are null; `simulated` figures are made up and must be labelled so. */
const gpuSampleSchema = z.object({
  gpuId: z.string(),
  simulated: z.boolean(),
  utilizationPercent: z.number().nullable(),
  memoryUsedMib: z.number().nullable(),
  memoryTotalMib: z.number().nullable(),
  powerWatts: z.number().nullable(),
  temperatureCelsius: z.number().nullable(),
});

/** Use of one workspace. `cpuPercent` is of its own limit (100 = all it may use) since the sample before. Null: cannot be measured here. */
const workspaceStatsSchema = z.object({
  workspaceId: z.string(),
  at: z.iso.datetime(),
  cpuPercent: z.number().nullable(),
  cpuUsageMs: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  memoryLimitBytes: z.number(),
  /** Of which the platform's own process inside the workspace. */
  agentMemoryBytes: z.number().nullable(),
  pids: z.number().nullable(),
  pidsLimit: z.number(),
  diskUsedBytes: z.number().nullable(),
  diskLimitBytes: z.number(),
  outOfMemoryKills: z.number(),
  gpus: z.array(gpuSampleSchema),
});
export type GpuSample = z.infer<typeof gpuSampleSchema>;
export type WorkspaceStats = z.infer<typeof workspaceStatsSchema>;

/** What a node is and has. Nothing is kept back here: what may be sold, the portal decides. */
const inventorySchema = z.object({
  nodeId: z.string(),
  runtimePid: z.int(),
  version: z.string(),
  hostname: z.string(),
  architecture: z.string(),
  kernel: z.string(),
  startedAt: z.iso.datetime(),
  cpuMillis: z.int(),
  memoryMib: z.int(),
  diskFreeMib: z.int(),
  draining: z.boolean(),
  workspaces: z.int(),
  gpus: z.array(gpuDeviceSchema),
  isolation: isolationReportSchema,
});
export type NodeInventory = z.infer<typeof inventorySchema>;

const none = z.object({});
const one = z.object({ workspaceId });
const onePty = z.object({ workspaceId, ptyId });

/**
 * Every task the runtime executes: its input, its answer, and whether it changes anything. A changing task with a `taskId` that was
 * already executed gets the recorded answer and has no second effect. `stream` tasks keep their connection; replays are refused.
 */
export const taskCatalog = {
  inventory: { kind: 'read', input: none, output: inventorySchema },
  list: { kind: 'read', input: none, output: z.array(workspaceStatusSchema) },
  status: { kind: 'read', input: one, output: workspaceStatusSchema.nullable() },
  stats: { kind: 'read', input: one, output: workspaceStatsSchema },
  listPtys: { kind: 'read', input: one, output: z.array(ptyInfoSchema) },
  provision: { kind: 'change', input: provisionInputSchema, output: workspaceStatusSchema },
  release: {
    kind: 'change',
    input: z.object({ workspaceId, graceMs: z.int().min(0).max(120_000) }),
    output: releaseResultSchema,
  },
  openPty: {
    kind: 'change',
    input: z.object({ workspaceId, ptyId, columns, rows, command: argv.optional(), env: environment.optional() }),
    output: ptyInfoSchema,
  },
  writePty: {
    kind: 'change',
    input: z.object({ workspaceId, ptyId, dataBase64: z.base64().max(87_384) }),
    output: none,
  },
  resizePty: { kind: 'change', input: z.object({ workspaceId, ptyId, columns, rows }), output: none },
  closePty: { kind: 'change', input: onePty, output: none },
  exec: {
    kind: 'change',
    input: z.object({
      workspaceId,
      argv,
      timeoutMs: z.int().min(1).max(50_000).default(10_000),
      stdinBase64: z.base64().max(1_398_104).optional(),
    }),
    output: execResultSchema,
  },
  drain: { kind: 'change', input: none, output: none },
  resume: { kind: 'change', input: none, output: none },
  shutdown: { kind: 'change', input: z.object({ endWorkspaces: z.boolean() }), output: none },
  attachPty: {
    kind: 'stream',
    input: z.object({ workspaceId, ptyId, fromOffset: offset, readOnly: z.boolean().default(false) }),
    output: ptyInfoSchema,
  },
  dial: { kind: 'stream', input: z.object({ workspaceId, port: z.int().min(1).max(65_535) }), output: none },
  subscribeEvents: {
    kind: 'stream',
    input: z.object({ fromSequence: z.int().min(0) }),
    output: z.object({ nodeId: z.string(), oldestSequence: z.int(), nextSequence: z.int() }),
  },
} as const;

export type TaskName = keyof typeof taskCatalog;
/** What a caller hands in: fields with defaults may be left out. */
export type TaskInput<Name extends TaskName> = z.input<(typeof taskCatalog)[Name]['input']>;
/** What a handler gets: defaults filled in. */
export type TaskOrder<Name extends TaskName> = z.output<(typeof taskCatalog)[Name]['input']>;
export type TaskOutput<Name extends TaskName> = z.output<(typeof taskCatalog)[Name]['output']>;

/** A task before its own input is looked at. */
export const taskSchema = z.object({
  taskId: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/),
  name: z.string(),
  issuedAtMs: z.int(),
  expiresAtMs: z.int(),
  input: z.unknown(),
});
export type Task = z.infer<typeof taskSchema>;
