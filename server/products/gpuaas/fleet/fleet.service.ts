import { appendAudit } from '@/server/platform/audit';
import type { UserActor } from '@/server/platform/iam';
import { database, inTransaction } from '@/server/shared/db';
import { sharedErrors } from '@/server/shared/errors';
import type { Id } from '@/server/shared/ids';
import { processNow } from '@/server/shared/clock';
import { uuidFromId } from '@/server/shared/ids';
import { namesOf } from '../allocations/allocation.query';
import { mapById } from '../allocations/allocation.repository';
import { finishBlockedRelease } from '../allocations/release.service';
import { settleSlots, tellFleetChanged } from '../capacity/capacity.service';
import { findById, listLive } from '../capacity/slot.repository';
import type { SlotFacts } from '../capacity/capacity.types';
import { DriverError } from '../drivers/capacity-driver';
import { log } from '@/server/shared/log';
import { gpuaasErrors } from '../gpuaas.errors';
import { latestOf } from '../metrics/metrics.repository';
import { viewOfNode, type NodeView, type SlotView } from './fleet.view';
import { listInService, lockNodes, nodeForWork, wantDraining } from './node.repository';
import { reach, requireReached } from './reach';
import { enrolAsWanted } from './reconcile.service';

const FRESH_MS = 60_000;

/** Every node in service with its isolation report and its slots: who holds each, and what keeps it. */
export async function readFleet(): Promise<NodeView[]> {
  const db = database();
  const [nodes, slots] = await Promise.all([listInService(db), listLive(db)]);
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
  const { node, driver } = await requireReached(slot.nodeId);
  const cleanup = await asked(() => driver.release(workspaceId, { graceMs: 0 }));
  await inTransaction(async (tx) => {
    await settleSlots(tx, workspaceId, cleanup);
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

async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof DriverError) throw gpuaasErrors.node_unavailable({ cause: error });
    throw error;
  }
}

/**
 * Stops or takes up new work on a node; what runs there runs on. The word is recorded first, with who gave it; then the node is told,
 * here where this process reaches it, else by the pass of the one that does.
 */
export async function setDraining(actor: UserActor, nodeId: Id<'nod'>, isDraining: boolean): Promise<void> {
  await inTransaction(async (tx) => {
    await lockNodes(tx);
    const node = await nodeForWork(tx.db, nodeId);
    if (!node || node.state === 'retired') throw sharedErrors.not_found();
    await wantDraining(tx, nodeId, isDraining);
    await appendAudit(tx, {
      actor,
      action: isDraining ? 'gpuaas.node.drained' : 'gpuaas.node.resumed',
      target: { kind: 'node', id: node.id, name: node.name },
      result: 'ok',
    });
    await tellFleetChanged(tx, nodeId);
  });
  await tellAtOnce(nodeId);
}

async function tellAtOnce(nodeId: Id<'nod'>): Promise<void> {
  const node = await nodeForWork(database(), nodeId);
  const driver = node && (await reach(node));
  if (!driver) return;
  try {
    await enrolAsWanted(driver);
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    log().warn({ err: error, nodeId }, 'the node is told by the next pass');
  }
}
