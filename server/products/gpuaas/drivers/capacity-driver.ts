import type { ReasonCode } from '../allocations/allocation.types';

/** What a driver may refuse with; everything else it throws is a defect. `unavailable`: it may have happened, ask again. */
export type DriverErrorCode = 'unavailable' | 'refused';

interface DriverFailure {
  code: DriverErrorCode;
  reasonCode: ReasonCode;
  cause?: unknown;
}

/** A failure of an engine. `message` is a sentence a person may read. */
export class DriverError extends Error {
  readonly code: DriverErrorCode;
  /** What the refusal means for the allocation. */
  readonly reasonCode: ReasonCode;

  constructor(message: string, { code, reasonCode, cause }: DriverFailure) {
    super(message, { cause });
    this.name = 'DriverError';
    this.code = code;
    this.reasonCode = reasonCode;
  }
}

export interface GpuFacts {
  uuid: string;
  ordinal: number;
  model: string;
  memoryMib: number;
  numaNode: number;
  isSimulated: boolean;
  /** A sentence when the device must not be used. */
  healthReason: string | null;
}

export interface IsolationFeatureReport {
  feature: string;
  state: 'ok' | 'missing';
  why: string;
}

/** What a node is and has, at this moment. */
export interface NodeFacts {
  runtimeId: string;
  name: string;
  runtimeVersion: string;
  cpuMillis: number;
  memoryMib: number;
  diskMib: number;
  isDraining: boolean;
  isUsable: boolean;
  isolation: IsolationFeatureReport[];
  gpus: GpuFacts[];
}

export interface WorkspaceSpec {
  workspaceId: string;
  /** Host name inside. */
  name: string;
  gpuUuids: string[];
  cpuMillis: number;
  memoryMib: number;
  diskMib: number;
}

export interface ProvisionStep {
  name: string;
  phase: 'started' | 'done';
  at: Date;
}

export interface WorkspaceExit {
  at: Date;
  reasonCode: ReasonCode;
  /** In the engine's words, for the sentence. */
  detail: string | undefined;
}

export interface WorkspaceFacts {
  workspaceId: string;
  state: 'provisioning' | 'running' | 'exited' | 'releasing' | 'cleanup_blocked';
  createdAt: Date;
  startedAt: Date | null;
  exit: WorkspaceExit | null;
}

/** `isProven`: nothing of the workspace is left. Otherwise one sentence per thing that is. */
export interface CleanupFacts {
  isProven: boolean;
  blockers: string[];
}

/** Use at a moment. Null: cannot be measured on this node. */
export interface WorkspaceUse {
  at: Date;
  cpuPercent: number | null;
  memoryBytes: number | null;
  diskBytes: number | null;
  processCount: number | null;
  gpus: {
    uuid: string;
    isSimulated: boolean;
    utilizationPercent: number | null;
    memoryBytes: number | null;
    powerWatts: number | null;
    temperatureC: number | null;
  }[];
}

/** A fact the engine observed and signed; sequences have no holes. */
export interface DriverEvent {
  runtimeId: string;
  sequence: number;
  at: Date;
  workspaceId: string;
  /** `released`: the engine ended it because it was told to, by us or by whoever stops the machine. */
  fact: { kind: 'started' } | { kind: 'exited'; exit: WorkspaceExit } | { kind: 'released' } | { kind: 'other' };
}

export interface ExecResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/**
 * The one interface behind which engines run workspaces. Every call is idempotent: repeated after a lost answer it has one
 * effect. All reject with DriverError.
 */
export interface CapacityDriver {
  readonly name: string;
  inventory(): Promise<NodeFacts>;
  list(): Promise<WorkspaceFacts[]>;
  status(workspaceId: string): Promise<WorkspaceFacts | null>;
  provision(spec: WorkspaceSpec, onStep?: (step: ProvisionStep) => void): Promise<WorkspaceFacts>;
  /** Ends a workspace if it is there, and looks at what is left afterwards. */
  release(workspaceId: string, options: { graceMs: number }): Promise<CleanupFacts>;
  exec(workspaceId: string, argv: string[]): Promise<ExecResult>;
  stats(workspaceId: string): Promise<WorkspaceUse>;
  drain(): Promise<void>;
  resume(): Promise<void>;
  /** Verified events from a sequence on, then new ones as they come, until `signal` aborts. */
  events(fromSequence: number, signal: AbortSignal): AsyncIterable<DriverEvent>;
}
