import type { Sku } from '../allocations/allocation.types';
import type { CapacityReason, SlotFacts } from './capacity.types';

/** Whether a slot is of the kind that a size is made of. */
export function isOfSku(slot: Pick<SlotFacts, 'kind' | 'gpuModel' | 'isSimulated'>, sku: Sku): boolean {
  if (sku.shape === 'cpu') return slot.kind === 'cpu';
  return slot.kind === 'gpu' && slot.gpuModel === sku.gpuModel && slot.isSimulated === sku.isSimulated;
}

/** Slots that one allocation of a size takes. */
export function slotsNeeded(sku: Pick<Sku, 'shape' | 'gpuCount'>): number {
  return sku.shape === 'cpu' ? 1 : sku.gpuCount;
}

/** Whether a slot can be claimed now: the node takes work and the device is well. */
function isClaimable(slot: SlotFacts): boolean {
  return slot.state === 'free' && slot.healthReason === null && slot.nodeState === 'active';
}

/**
 * Chooses `count` of a node's free slots, NUMA-fit first: the smallest group behind one socket that holds them all; where none
 * does, the largest groups, so that the slice spans as few sockets as possible. Undefined when there are too few.
 */
export function chooseSlots<S extends Pick<SlotFacts, 'numaNode' | 'ordinal'>>(
  free: readonly S[],
  count: number,
): S[] | undefined {
  if (free.length < count) return undefined;
  const groups = [...Map.groupBy(free, (slot) => slot.numaNode).values()].map((group) =>
    [...group].sort((a, b) => a.ordinal - b.ordinal),
  );
  const fitting = groups.filter((group) => group.length >= count).sort((a, b) => a.length - b.length)[0];
  if (fitting) return fitting.slice(0, count);
  return groups
    .sort((a, b) => b.length - a.length)
    .flat()
    .slice(0, count);
}

/** How many allocations of a size would start now, and when none, why. */
export function freeOf(sku: Sku, slots: readonly SlotFacts[]): { free: number; reason: CapacityReason | null } {
  const count = slotsNeeded(sku);
  const ofSku = slots.filter((slot) => isOfSku(slot, sku));
  const claimable = ofSku.filter(isClaimable);
  const free = sumPerNode(claimable, count);
  if (free > 0) return { free, reason: null };
  if (claimable.length >= count) return { free: 0, reason: 'no_single_node_fits' };
  const ifAllWereReady = ofSku.filter((slot) => slot.state === 'free' || slot.state === 'cleanup_blocked');
  if (sumPerNode(ifAllWereReady, count) > 0) return { free: 0, reason: 'blocked_by_readiness' };
  return { free: 0, reason: 'no_capacity_in_region' };
}

const SENTENCES: Record<CapacityReason, string> = {
  no_capacity_in_region:
    'Nothing of this size is free in this region at the moment. Choose another size, or try again later.',
  no_single_node_fits:
    'Enough GPUs are free, but not on one machine, and a workspace runs on one. Choose a smaller size.',
  blocked_by_readiness: 'The machines that could run this are not ready: see Fleet, or ask an operator.',
};

/** The sentence for a person. */
export function capacitySentence(reason: CapacityReason): string {
  return SENTENCES[reason];
}

function sumPerNode(slots: readonly SlotFacts[], count: number): number {
  const perNode = Map.groupBy(slots, (slot) => slot.nodeId);
  return [...perNode.values()].reduce((sum, group) => sum + Math.floor(group.length / count), 0);
}
