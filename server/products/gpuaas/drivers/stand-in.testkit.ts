import { processNow } from '@/server/shared/clock';
import {
  DriverError,
  type CapacityDriver,
  type DriverEvent,
  type GpuFacts,
  type NodeFacts,
  type WorkspaceFacts,
  type WorkspaceSpec,
} from './capacity-driver';

export const STAND_IN = 'local';

/** What a test may make a stand-in node do. */
export interface StandInFaults {
  /** Answers nothing. */
  isSilent: boolean;
  /** Does the work, then loses the answer. */
  losesAnswers: boolean;
  /** Refuses to start workspaces. */
  refusal: { reasonCode: 'isolation_unavailable' | 'provision_failed'; message: string } | undefined;
  /** Happens while a workspace is being started. */
  meanwhile: (() => Promise<unknown>) | undefined;
  /** Sentences of what cannot be removed. */
  blockers: string[];
}

/** A stand-in for an engine: small, stateful, in memory. It keeps to the driver's contract and signs nothing. */
export interface StandIn {
  driver: CapacityDriver;
  faults: StandInFaults;
  /** Name of the machine; a test may rename it. */
  host: string;
  gpuUuids(): string[];
  /** What it was told last. */
  isDraining(): boolean;
  specs: Map<string, WorkspaceSpec>;
  workspaces: Map<string, WorkspaceFacts>;
  /** Ends a workspace from outside, as a crash inside would; `workspace_lost`: found ended when the machine came back. */
  exit(workspaceId: string, reasonCode: 'out_of_memory' | 'workspace_exited' | 'workspace_lost'): void;
  /** Forgets a workspace without a word, as a machine that was set up anew. */
  forget(workspaceId: string): void;
}

interface StandInOptions {
  /** Makes its identity, and its host name unless that is given. */
  name: string;
  host?: string;
  /** Nodes of one machine have the same GPUs. */
  machine?: string;
  gpuCount: number;
}

/** A node with `gpuCount` simulated GPUs, half behind each of two sockets. */
export function createStandIn(options: StandInOptions): StandIn {
  const faults: StandInFaults = {
    isSilent: false,
    losesAnswers: false,
    refusal: undefined,
    meanwhile: undefined,
    blockers: [],
  };
  const workspaces = new Map<string, WorkspaceFacts>();
  const specs = new Map<string, WorkspaceSpec>();
  const log: DriverEvent[] = [];
  const runtimeId = `runtime-${options.name}`;
  let isDraining = false;

  const append = (workspaceId: string, fact: DriverEvent['fact'], at: Date) =>
    log.push({ runtimeId, sequence: log.length + 1, at, workspaceId, fact });
  const answer = <T>(value: T): T => {
    if (faults.losesAnswers) throw silent();
    return value;
  };
  const reach = () => {
    if (faults.isSilent) throw silent();
  };

  const driver: CapacityDriver = {
    name: STAND_IN,
    async inventory() {
      reach();
      return { ...nodeFacts(options, runtimeId), name: standIn.host, isDraining };
    },
    async list() {
      reach();
      return [...workspaces.values()];
    },
    async status(workspaceId) {
      reach();
      return workspaces.get(workspaceId) ?? null;
    },
    async provision(spec, onStep) {
      reach();
      if (faults.refusal)
        throw new DriverError(faults.refusal.message, { code: 'refused', reasonCode: faults.refusal.reasonCode });
      const held = workspaces.get(spec.workspaceId);
      if (held) return answer(held);
      await faults.meanwhile?.();
      const at = processNow();
      onStep?.({ name: 'sandbox', phase: 'started', at });
      onStep?.({ name: 'sandbox', phase: 'done', at });
      const made: WorkspaceFacts = {
        workspaceId: spec.workspaceId,
        state: 'running',
        createdAt: at,
        startedAt: at,
        exit: null,
      };
      workspaces.set(spec.workspaceId, made);
      specs.set(spec.workspaceId, spec);
      append(spec.workspaceId, { kind: 'started' }, at);
      return answer(made);
    },
    async release(workspaceId) {
      reach();
      if (faults.blockers.length > 0) return answer({ isProven: false, blockers: faults.blockers });
      if (workspaces.delete(workspaceId)) append(workspaceId, { kind: 'released' }, processNow());
      return answer({ isProven: true, blockers: [] });
    },
    async exec() {
      reach();
      return { exitCode: 0, stdout: '', stderr: '' };
    },
    async stats(workspaceId) {
      reach();
      if (!workspaces.has(workspaceId))
        throw new DriverError('No such workspace.', { code: 'refused', reasonCode: 'workspace_lost' });
      const gpus = specs.get(workspaceId)?.gpuUuids ?? [];
      return {
        at: processNow(),
        cpuPercent: 12.5,
        memoryBytes: 1_000_000,
        diskBytes: 2_000_000,
        processCount: 3,
        gpus: gpus.map((uuid) => ({
          uuid,
          isSimulated: true,
          utilizationPercent: 80,
          memoryBytes: 1_024,
          powerWatts: 300,
          temperatureC: 60,
        })),
      };
    },
    async drain() {
      reach();
      isDraining = true;
    },
    async resume() {
      reach();
      isDraining = false;
    },
    async *events(fromSequence, signal) {
      reach();
      for (const event of log.slice(Math.max(0, fromSequence - 1))) {
        if (signal.aborted) return;
        yield event;
      }
    },
  };
  const standIn: StandIn = {
    driver,
    faults,
    host: options.host ?? options.name,
    gpuUuids: () => nodeFacts(options, runtimeId).gpus.map(({ uuid }) => uuid),
    isDraining: () => isDraining,
    specs,
    workspaces,
    exit(workspaceId, reasonCode) {
      const held = workspaces.get(workspaceId);
      if (!held) throw new Error(`no workspace ${workspaceId}`);
      const exit = { at: processNow(), reasonCode, detail: undefined };
      workspaces.set(workspaceId, { ...held, state: 'exited', exit });
      append(workspaceId, { kind: 'exited', exit }, exit.at);
    },
    forget: (workspaceId) => void workspaces.delete(workspaceId),
  };
  return standIn;
}

function silent(): DriverError {
  return new DriverError('The stand-in does not answer.', { code: 'unavailable', reasonCode: 'node_unavailable' });
}

function nodeFacts(options: StandInOptions, runtimeId: string): NodeFacts {
  return {
    runtimeId,
    name: options.name,
    runtimeVersion: '0',
    cpuMillis: 16_000,
    memoryMib: 65_536,
    diskMib: 500_000,
    isDraining: false,
    isUsable: true,
    isolation: [{ feature: 'sandbox', state: 'ok', why: 'The stand-in runs nothing.' }],
    gpus: Array.from({ length: options.gpuCount }, (_, ordinal): GpuFacts => ({
      uuid: `SIM-${options.machine ?? options.name}-${ordinal}`,
      ordinal,
      model: 'NVIDIA A100 80GB',
      memoryMib: 81_920,
      numaNode: ordinal < options.gpuCount / 2 ? 0 : 1,
      isSimulated: true,
      healthReason: null,
    })),
  };
}
