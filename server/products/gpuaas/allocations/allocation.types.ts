import type { Id } from '@/server/shared/ids';

export const ALLOCATION_STATES = [
  'requested',
  'provisioning',
  'active',
  'releasing',
  'released',
  'failed',
  'release_failed',
] as const;
export type AllocationState = (typeof ALLOCATION_STATES)[number];

/** Why an allocation failed or was released by somebody other than its owner. Each has a sentence in the rules. */
export const REASON_CODES = [
  'released_by_owner',
  'released_by_admin',
  'released_by_operator',
  'balance_depleted',
  'out_of_memory',
  'workspace_exited',
  'workspace_killed',
  'workspace_lost',
  'node_lost',
  'machine_stopped',
  'node_unavailable',
  'isolation_unavailable',
  'node_draining',
  'node_full',
  'provision_failed',
  'cleanup_blocked',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export interface Reason {
  code: ReasonCode;
  /** One sentence for the person. */
  text: string;
}

/** The shapes capacity comes in. The others of the design join when their drivers do. */
export type CapacityShape = 'gpu_slice' | 'cpu';

/** What was bought, as it stood in the catalog. */
export interface Sku {
  id: Id<'sku'>;
  code: string;
  /** Prices are per family and unit: sizes of one family cost the same per GPU. */
  family: string;
  name: string;
  shape: CapacityShape;
  gpuModel: string | null;
  gpuCount: number;
  cpuMillis: number;
  memoryMib: number;
  /** Largest disk a workspace of this size may ask for. */
  diskMib: number;
  isSimulated: boolean;
}

export interface Allocation {
  id: Id<'alc'>;
  organizationId: Id<'org'>;
  departmentId: Id<'dep'>;
  projectId: Id<'prj'>;
  ownerId: Id<'usr'>;
  name: string;
  sku: Sku;
  image: string;
  diskMib: number;
  state: AllocationState;
  reasonCode: string | null;
  reasonText: string | null;
  nodeId: Id<'nod'> | null;
  priceSnapshotId: Id<'psn'>;
  /** Of the whole allocation. */
  microsPerHour: bigint;
  currency: string;
  isSimulated: boolean;
  /** Raised by every state move; the fence for late work. */
  version: number;
  attempt: number;
  leaseUntil: Date | null;
  isForced: boolean;
  correlationId: string;
  requestedAt: Date;
  activeAt: Date | null;
  releaseAcceptedAt: Date | null;
  endedAt: Date | null;
}

export type StepState = 'running' | 'done' | 'failed';

/** One line of the timeline: a state, or a step inside one. */
export interface Step {
  kind: 'state' | 'step';
  name: string;
  state: StepState;
  message: string | null;
  startedAt: Date;
  endedAt: Date | null;
}
