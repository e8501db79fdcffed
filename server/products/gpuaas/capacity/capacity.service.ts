import type { Tx } from '@/server/shared/db';
import type { Id } from '@/server/shared/ids';
import type { Sku } from '../allocations/allocation.types';
import { gpuaasErrors } from '../gpuaas.errors';
import { gpuaasEvents } from '../gpuaas.events';
import type { SlotFacts } from './capacity.types';
import * as slots from './slot.repository';
import { capacitySentence, chooseSlots, freeOf, slotsNeeded } from './slot.rules';

/**
 * Claims the slots of one allocation on one node, durably, in the caller's transaction: the node with the least room that
 * suffices, so that large slices stay possible elsewhere. Throws `gpuaas.no_capacity` with the reason.
 */
export async function claimSlots(
  tx: Tx,
  sku: Sku,
  holder: { allocationId: Id<'alc'>; workspaceId: string },
): Promise<Id<'nod'>> {
  await slots.lockClaims(tx);
  const count = slotsNeeded(sku);
  const perNode = [...Map.groupBy(await slots.lockClaimable(tx, sku), (slot) => slot.nodeId).values()];
  const chosen = perNode
    .sort((a, b) => a.length - b.length)
    .map((free) => chooseSlots(free, count))
    .find((choice) => choice !== undefined);
  const [first] = chosen ?? [];
  if (!chosen || !first) {
    const reason = freeOf(sku, await slots.listLive(tx.db)).reason ?? 'no_capacity_in_region';
    throw gpuaasErrors.no_capacity({ details: { reason, sentence: capacitySentence(reason), sku: sku.code } });
  }
  await slots.claim(tx, chosen, holder);
  await tellFleetChanged(tx, first.nodeId);
  return first.nodeId;
}

/** Frees a workspace's slots upon proof of its cleanup, or keeps them with the reason. */
export async function settleSlots(
  tx: Tx,
  workspaceId: string,
  cleanup: { isProven: boolean; blockers: readonly string[] },
): Promise<SlotFacts[]> {
  const held = await slots.listOfWorkspace(tx.db, workspaceId);
  const [first] = held;
  if (!first) return held;
  if (cleanup.isProven) await slots.free(tx, workspaceId);
  else await slots.block(tx, workspaceId, cleanup.blockers.join(' ') || 'The cleanup could not be proven.');
  await tellFleetChanged(tx, first.nodeId);
  return held;
}

/** Announces that free capacity or a node changed. Everybody may know: it holds no customer's name. */
export async function tellFleetChanged(tx: Tx, nodeId: Id<'nod'>): Promise<void> {
  await gpuaasEvents.fleet_changed.publish(tx, { node_id: nodeId }, { everyone: true });
}
