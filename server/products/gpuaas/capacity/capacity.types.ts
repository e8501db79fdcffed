import type { Id } from '@/server/shared/ids';

export type SlotState = 'free' | 'claimed' | 'cleanup_blocked';
export type NodeState = 'enrolled' | 'active' | 'drained' | 'unavailable' | 'retired';

/** A claimable unit of a node, with the state of its node. */
export interface SlotFacts {
  id: Id<'slt'>;
  nodeId: Id<'nod'>;
  nodeState: NodeState;
  kind: 'gpu' | 'cpu';
  ordinal: number;
  gpuUuid: string | null;
  gpuModel: string | null;
  gpuMemoryMib: number | null;
  numaNode: number;
  isSimulated: boolean;
  state: SlotState;
  allocationId: Id<'alc'> | null;
  workspaceId: string | null;
  claimedAt: Date | null;
  blockedReason: string | null;
  healthReason: string | null;
}

/** Why nothing of a size can start. */
export type CapacityReason = 'no_capacity_in_region' | 'no_single_node_fits' | 'blocked_by_readiness';
