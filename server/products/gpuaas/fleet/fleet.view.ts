import type { Id } from '@/server/shared/ids';
import type { AllocationState } from '../allocations/allocation.types';
import type { NodeState, SlotState } from '../capacity/capacity.types';
import type { IsolationFeatureReport } from '../drivers/capacity-driver';
import type { NodeRow } from './node.repository';

/** One GPU or CPU share of a node, and who holds it. */
export interface SlotView {
  id: Id<'slt'>;
  kind: 'gpu' | 'cpu';
  ordinal: number;
  gpuUuid: string | null;
  gpuModel: string | null;
  gpuMemoryMib: number | null;
  numaNode: number;
  isSimulated: boolean;
  state: SlotState;
  workspaceId: string | null;
  claimedAt: Date | null;
  blockedReason: string | null;
  healthReason: string | null;
  holder: {
    allocationId: Id<'alc'>;
    name: string;
    state: AllocationState;
    ownerName: string;
    projectName: string;
  } | null;
  /** Of its holder, within the last minute. */
  gpuUtilPercent: number | null;
}

export interface NodeView {
  id: Id<'nod'>;
  name: string;
  driver: string;
  region: string;
  state: NodeState;
  stateReason: string | null;
  cpuMillis: number;
  memoryMib: number;
  diskMib: number;
  runtimeVersion: string;
  enrolledAt: Date;
  lastSeenAt: Date | null;
  unavailableSince: Date | null;
  isolation: IsolationFeatureReport[];
  slots: SlotView[];
}

/** A node as Fleet shows it. */
export function viewOfNode(node: NodeRow, slots: SlotView[]): NodeView {
  const { runtimeId: _, lastEventSeq: __, isDrainWanted: ___, ...facts } = node;
  return { ...facts, slots };
}
