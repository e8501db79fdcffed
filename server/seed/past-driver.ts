import {
  DriverError,
  type CapacityDriver,
  type DriverEvent,
  type NodeFacts,
  type WorkspaceFacts,
} from '@/server/products/gpuaas';
import type { Profile } from '@/server/shared/env';
import { processNow } from '@/server/shared/clock';

/** Name of the engine, as nodes and their allocations carry it. */
export const PAST_DRIVER = 'demo-past-stand-in';

/**
 * A stand-in for the machines on which the demo's past ran: it starts and ends workspaces in no time, at the hour that the demo
 * has reached, and runs nothing. Its GPUs are the profile's simulated ones and labelled so.
 */
export function createPastDriver(profile: Profile): CapacityDriver {
  const workspaces = new Map<string, WorkspaceFacts>();
  const events: DriverEvent[] = [];
  const refuse = async (): Promise<never> => {
    throw new DriverError('This machine of the demo is gone.', { code: 'refused', reasonCode: 'provision_failed' });
  };
  return {
    name: PAST_DRIVER,
    inventory: async () => nodeFacts(profile),
    list: async () => [...workspaces.values()],
    status: async (workspaceId) => workspaces.get(workspaceId) ?? null,
    async provision({ workspaceId }, onStep) {
      const at = processNow();
      for (const phase of ['started', 'done'] as const) onStep?.({ name: 'sandbox', phase, at });
      const started: WorkspaceFacts = { workspaceId, state: 'running', createdAt: at, startedAt: at, exit: null };
      workspaces.set(workspaceId, started);
      events.push({ runtimeId: PAST_DRIVER, sequence: events.length + 1, at, workspaceId, fact: { kind: 'started' } });
      return started;
    },
    async release(workspaceId) {
      workspaces.delete(workspaceId);
      return { isProven: true, blockers: [] };
    },
    exec: refuse,
    stats: refuse,
    drain: refuse,
    resume: refuse,
    async *events(fromSequence) {
      yield* events.slice(fromSequence - 1);
    },
  };
}

function nodeFacts(profile: Profile): NodeFacts {
  const gpus = profile.simulatedGpus.flatMap(({ model, memoryMib, count }) =>
    Array.from({ length: count }, (_, index) => ({ model, memoryMib, index })),
  );
  return {
    runtimeId: PAST_DRIVER,
    name: 'demo-past',
    runtimeVersion: 'demo',
    cpuMillis: 128_000,
    memoryMib: 512 * 1_024,
    diskMib: 4_096 * 1_024,
    isDraining: false,
    isUsable: true,
    isolation: [],
    gpus: gpus.map(({ model, memoryMib }, ordinal) => ({
      uuid: `demo-past-${ordinal}`,
      ordinal,
      model,
      memoryMib,
      numaNode: ordinal % 2,
      isSimulated: true,
      healthReason: null,
    })),
  };
}
