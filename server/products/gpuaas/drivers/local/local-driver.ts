import {
  isRuntimeError,
  type NodeInventory,
  type RuntimeClient,
  type RuntimeErrorCode,
  type RuntimeEvent,
  type WorkspaceStats,
  type WorkspaceStatus,
} from '@/server/node-runtime/protocol';
import type { ReasonCode } from '../../allocations/allocation.types';
import {
  DriverError,
  type CapacityDriver,
  type DriverEvent,
  type NodeFacts,
  type WorkspaceExit,
  type WorkspaceFacts,
  type WorkspaceUse,
} from '../capacity-driver';

export const LOCAL_DRIVER = 'local';

const MIB = 1_048_576;
const PIDS_MAX = 4_096;
const EXEC_TIMEOUT_MS = 20_000;
const PROCESS_MIB_MIN = 128;

/** Runs workspaces on this machine through its node runtime. */
export function createLocalDriver(runtime: () => RuntimeClient): CapacityDriver {
  return {
    name: LOCAL_DRIVER,
    inventory: async () => toNodeFacts(await asked(() => runtime().inventory({}))),
    list: async () => (await asked(() => runtime().list({}))).map(toWorkspaceFacts),
    status: async (workspaceId) => {
      const status = await asked(() => runtime().status({ workspaceId }));
      return status && toWorkspaceFacts(status);
    },
    provision: async (spec, onStep) => {
      const { gpuUuids, ...rest } = spec;
      const status = await asked(() =>
        runtime().provision(
          { ...rest, gpuIds: gpuUuids, memoryMib: Math.max(rest.memoryMib, PROCESS_MIB_MIN), pidsMax: PIDS_MAX },
          { onProgress: (step) => onStep?.({ name: step.step, phase: step.phase, at: new Date(step.at) }) },
        ),
      );
      return toWorkspaceFacts(status);
    },
    release: async (workspaceId, { graceMs }) => {
      const { outcome, proof } = await asked(() => runtime().release({ workspaceId, graceMs }));
      return { isProven: outcome !== 'cleanup_blocked' && proof.proved, blockers: proof.blockers };
    },
    exec: async (workspaceId, argv) => {
      const result = await asked(() => runtime().exec({ workspaceId, argv, timeoutMs: EXEC_TIMEOUT_MS }));
      return { exitCode: result.exitCode, stdout: decode(result.stdoutBase64), stderr: decode(result.stderrBase64) };
    },
    stats: async (workspaceId) => toUse(await asked(() => runtime().stats({ workspaceId }))),
    drain: async () => void (await asked(() => runtime().drain({}))),
    resume: async () => void (await asked(() => runtime().resume({}))),
    events: (fromSequence, signal) => events(runtime, fromSequence, signal),
  };
}

async function* events(
  runtime: () => RuntimeClient,
  fromSequence: number,
  signal: AbortSignal,
): AsyncGenerator<DriverEvent> {
  try {
    for await (const event of runtime().subscribeEvents({ fromSequence, signal })) yield toDriverEvent(event);
  } catch (error) {
    throw toDriverError(error);
  }
}

async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toDriverError(error);
  }
}

/** What a refusal of the runtime means for an allocation. What is not here is told as a failed start. */
const MEANING: Partial<Record<RuntimeErrorCode, ReasonCode>> = {
  isolation_unavailable: 'isolation_unavailable',
  draining: 'node_draining',
  no_capacity: 'node_full',
  workspace_not_found: 'workspace_lost',
  workspace_ended: 'workspace_exited',
};
const TRY_AGAIN: readonly RuntimeErrorCode[] = ['unavailable', 'busy', 'expired', 'bad_frame', 'agent_unreachable'];

function toDriverError(error: unknown): unknown {
  if (!isRuntimeError(error)) return error;
  const code = TRY_AGAIN.includes(error.code) ? 'unavailable' : 'refused';
  const reasonCode = code === 'unavailable' ? 'node_unavailable' : (MEANING[error.code] ?? 'provision_failed');
  return new DriverError(error.message, { code, reasonCode, cause: error });
}

function toNodeFacts(inventory: NodeInventory): NodeFacts {
  return {
    runtimeId: inventory.nodeId,
    name: inventory.hostname,
    runtimeVersion: inventory.version,
    cpuMillis: inventory.cpuMillis,
    memoryMib: inventory.memoryMib,
    diskMib: inventory.diskFreeMib,
    isDraining: inventory.draining,
    isUsable: inventory.isolation.usable,
    isolation: inventory.isolation.features,
    gpus: inventory.gpus.map((gpu) => ({
      uuid: gpu.id,
      ordinal: gpu.index,
      model: gpu.model,
      memoryMib: gpu.memoryMib,
      numaNode: gpu.numaNode ?? 0,
      isSimulated: gpu.simulated,
      healthReason:
        gpu.health === 'degraded' ? (gpu.healthReason ?? 'The driver reports that this GPU is not well.') : null,
    })),
  };
}

function toWorkspaceFacts(status: WorkspaceStatus): WorkspaceFacts {
  return {
    workspaceId: status.workspaceId,
    state: status.state,
    createdAt: new Date(status.createdAt),
    startedAt: status.startedAt === null ? null : new Date(status.startedAt),
    exit: status.exit && toExit(status.exit),
  };
}

type RuntimeExit = Pick<NonNullable<WorkspaceStatus['exit']>, 'at' | 'code' | 'reason'>;

function toExit({ at, code, reason }: RuntimeExit): WorkspaceExit {
  const exitCode = code === null ? undefined : `exit code ${code}`;
  switch (reason) {
    case 'out_of_memory':
      return { at: new Date(at), reasonCode: 'out_of_memory', detail: undefined };
    case 'killed':
      return { at: new Date(at), reasonCode: 'workspace_killed', detail: exitCode };
    case 'lost':
      return { at: new Date(at), reasonCode: 'workspace_lost', detail: undefined };
    case 'exited':
      return { at: new Date(at), reasonCode: 'workspace_exited', detail: exitCode };
  }
}

function toDriverEvent(event: RuntimeEvent): DriverEvent {
  const common = {
    runtimeId: event.nodeId,
    sequence: event.sequence,
    at: new Date(event.at),
    workspaceId: event.workspaceId,
  };
  switch (event.type) {
    case 'workspace_started':
      return { ...common, fact: { kind: 'started' } };
    case 'workspace_exited':
      return { ...common, fact: { kind: 'exited', exit: toExit(event) } };
    case 'workspace_released':
      return { ...common, fact: { kind: 'released' } };
    case 'workspace_out_of_memory':
    case 'pty_exited':
      return { ...common, fact: { kind: 'other' } };
  }
}

function toUse(stats: WorkspaceStats): WorkspaceUse {
  return {
    at: new Date(stats.at),
    cpuPercent: stats.cpuPercent,
    memoryBytes: stats.memoryBytes,
    diskBytes: stats.diskUsedBytes,
    processCount: stats.pids,
    gpus: stats.gpus.map((gpu) => ({
      uuid: gpu.gpuId,
      isSimulated: gpu.simulated,
      utilizationPercent: gpu.utilizationPercent,
      memoryBytes: gpu.memoryUsedMib === null ? null : gpu.memoryUsedMib * MIB,
      powerWatts: gpu.powerWatts,
      temperatureC: gpu.temperatureCelsius,
    })),
  };
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}
