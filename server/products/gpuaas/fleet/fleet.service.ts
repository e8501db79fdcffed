import { appendAudit } from '@/server/platform/audit';
import type { UserActor } from '@/server/platform/iam';
import { database, inTransaction } from '@/server/shared/db';
import { sharedErrors } from '@/server/shared/errors';
import type { Id } from '@/server/shared/ids';
import { processNow } from '@/server/shared/clock';
import { uuidFromId } from '@/server/shared/ids';
import { namesOf } from '../allocations/allocation.query';
import { mapById } from '../allocations/allocation.repository';
import { returnSlots } from '../allocations/release-drive.service';
import { finishBlockedRelease } from '../allocations/release.service';
import { findById, listLive } from '../capacity/slot.repository';
import type { SlotFacts } from '../capacity/capacity.types';
import { DriverError } from '../drivers/capacity-driver';
import { driverOf } from '../drivers/drivers';
import { gpuaasErrors } from '../gpuaas.errors';
import { latestOf } from '../metrics/metrics.repository';
import { viewOfNode, type NodeView, type SlotView } from './fleet.view';
import { listNodes, nodeForWork, type NodeRow } from './node.repository';

const FRESH_MS = 60_000;

/** Every node in service with its isolation report and its slots: who holds each, and what keeps it. */
export async function readFleet(): Promise<NodeView[]> {
  const db = database();
  const [enrolled, slots] = await Promise.all([listNodes(db), listLive(db)]);
  const nodes = enrolled.filter((node) => node.state !== 'retired');
  const ids = [...new Set(slots.flatMap((slot) => slot.allocationId ?? []))];
  const [known, samples] = await Promise.all([
    mapById(db, ids),
    latestOf(db, ids, new Date(processNow().getTime() - FRESH_MS)),
  ]);
  const allocations = [...known.values()];
  const names = await namesOf(db, {
    users: allocations.map(({ ownerId }) => ownerId),
    projects: allocations.map(({ projectId }) => projectId),
  });
  const slotView = (slot: SlotFacts): SlotView => {
    const allocation = slot.allocationId ? known.get(slot.allocationId) : undefined;
    const { nodeId: _, nodeState: __, ...facts } = slot;
    return {
      ...facts,
      holder: allocation
        ? {
            allocationId: allocation.id,
            name: allocation.name,
            state: allocation.state,
            ownerName: names.user(allocation.ownerId),
            projectName: names.project(allocation.projectId),
          }
        : null,
      gpuUtilPercent: allocation ? (samples.get(uuidFromId(allocation.id))?.gpuUtilPercent ?? null) : null,
    };
  };
  return nodes.map((node) => viewOfNode(node, slots.filter((slot) => slot.nodeId === node.id).map(slotView))); // prettier-ignore
}

/**
 * Asks the node again whether anything of a blocked slot's workspace is left. With proof the slot is free, and a release that
 * had failed for it ends.
 */
export async function recheckSlot(
  actor: UserActor,
  slotId: Id<'slt'>,
): Promise<{ isFree: boolean; blockers: string[] }> {
  const slot = await findById(database(), slotId);
  if (!slot) throw sharedErrors.not_found();
  if (slot.state !== 'cleanup_blocked' || !slot.workspaceId || !slot.allocationId)
    throw gpuaasErrors.slot_not_blocked();
  const { workspaceId, allocationId } = slot;
  const node = await nodeForWork(database(), slot.nodeId);
  if (!node) throw sharedErrors.not_found();
  const cleanup = await returnSlots(driverOf(node.driver), workspaceId);
  if (!cleanup) throw gpuaasErrors.node_unavailable();
  await inTransaction(async (tx) => {
    await appendAudit(tx, {
      actor,
      action: 'gpuaas.slot.rechecked',
      target: { kind: 'slot', id: slotId, name: `${node.name} ${slot.kind} ${slot.ordinal}` },
      result: cleanup.isProven ? 'ok' : 'failed',
      metadata: { workspaceId, blockers: cleanup.blockers.slice(0, 10).map((blocker) => blocker.slice(0, 200)) },
    });
    if (cleanup.isProven) await finishBlockedRelease(tx, allocationId, actor);
  });
  return { isFree: cleanup.isProven, blockers: cleanup.blockers };
}

/** Stops or takes up new work on a node; what runs there runs on. */
export async function setDraining(actor: UserActor, nodeId: Id<'nod'>, isDraining: boolean): Promise<void> {
  const node = await nodeForWork(database(), nodeId);
  if (!node) throw sharedErrors.not_found();
  await tell(node, isDraining);
  await inTransaction((tx) =>
    appendAudit(tx, {
      actor,
      action: isDraining ? 'gpuaas.node.drained' : 'gpuaas.node.resumed',
      target: { kind: 'node', id: node.id, name: node.name },
      result: 'ok',
    }),
  );
}

async function tell(node: NodeRow, isDraining: boolean): Promise<void> {
  const driver = driverOf(node.driver);
  try {
    await (isDraining ? driver.drain() : driver.resume());
  } catch (error) {
    if (error instanceof DriverError) throw gpuaasErrors.node_unavailable({ cause: error });
    throw error;
  }
}
