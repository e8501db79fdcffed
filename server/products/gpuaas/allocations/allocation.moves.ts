import { appendAudit } from '@/server/platform/audit';
import { releaseHold, startMetering, stopMetering, type Attribution } from '@/server/platform/billing';
import type { Actor } from '@/server/platform/iam';
import { closeSurfaces, openSurface } from '@/server/platform/runtime';
import type { Db, Tx } from '@/server/shared/db';
import { uuidFromId } from '@/server/shared/ids';
import { METER_UNITS } from '../catalog/catalog.rules';
import { nodeForWork } from '../fleet/node.repository';
import { lastSampleAt } from '../metrics/metrics.repository';
import { gpuaasErrors } from '../gpuaas.errors';
import { gpuaasEvents } from '../gpuaas.events';
import { PRODUCT } from '../gpuaas.registration';
import * as repository from './allocation.repository';
import { isBilled, isEnded, isMove, isStarting, workspaceIdOf } from './allocation.rules';
import type { Allocation, AllocationState, Reason } from './allocation.types';

interface Move {
  to: AllocationState;
  reason?: Reason;
  patch?: repository.Patch;
  /** When the fact happened; the transaction's time unless a runtime said otherwise. */
  at?: Date;
}

/**
 * The only way a state changes: legal by the table, compare-and-set on (state, version), with its line in the timeline and its
 * event. Throws `gpuaas.state_changed` when somebody else was faster.
 */
export async function moveAllocation(tx: Tx, allocation: Allocation, move: Move): Promise<Allocation> {
  const { to, reason, at = tx.now } = move;
  if (!isMove(allocation.state, to)) throw gpuaasErrors.state_changed({ attrs: { from: allocation.state, to } });
  const moved = await repository.compareAndSetState(tx, allocation, {
    to,
    patch: {
      reasonCode: reason?.code ?? null,
      reasonText: reason?.text ?? null,
      endedAt: isEnded(to) ? at : null,
      leaseUntil: null,
      ...move.patch,
    },
  });
  if (!moved) throw gpuaasErrors.state_changed({ attrs: { from: allocation.state, to } });
  const isFailure = to === 'failed' || to === 'release_failed';
  await repository.closeSteps(tx, allocation.id, { at, state: isFailure ? 'failed' : 'done' });
  await repository.appendSteps(tx, allocation.id, [
    {
      kind: 'state',
      name: to,
      state: isFailure ? 'failed' : to === 'released' ? 'done' : 'running',
      message: reason?.text ?? null,
      startedAt: at,
      endedAt: isFailure || to === 'released' ? at : null,
    },
  ]);
  await tellChanged(tx, moved);
  return moved;
}

/** Announces an allocation's state or timeline to its project. */
export async function tellChanged(tx: Tx, allocation: Allocation): Promise<void> {
  await gpuaasEvents.allocation_changed.publish(
    tx,
    {
      allocation_id: allocation.id,
      project_id: allocation.projectId,
      state: allocation.state,
      version: allocation.version,
    },
    { organizationId: uuidFromId(allocation.organizationId), projectId: uuidFromId(allocation.projectId) },
  );
}

/** The audit row of something done to an allocation. */
export async function audit(
  tx: Tx,
  allocation: Allocation,
  entry: { actor: Actor; action: string; result?: 'ok' | 'failed'; reason?: string },
): Promise<void> {
  await appendAudit(tx, {
    actor: entry.actor,
    action: entry.action,
    result: entry.result ?? 'ok',
    target: { kind: 'allocation', id: allocation.id, name: allocation.name },
    metadata: { sku: allocation.sku.code, state: allocation.state, attempt: allocation.attempt },
    organizationId: allocation.organizationId,
    departmentId: allocation.departmentId,
    projectId: allocation.projectId,
    ...(entry.reason && { reason: entry.reason }),
  });
}

/** Who pays for an allocation and who caused it. */
export function attributionOf(
  allocation: Pick<Allocation, 'organizationId' | 'departmentId' | 'projectId' | 'ownerId'>,
): Attribution {
  const { organizationId, departmentId, projectId, ownerId } = allocation;
  return { organizationId, departmentId, projectId, actorId: ownerId, product: PRODUCT };
}

/** A moment that the runtime observed, with the id of the signed event where one told us. */
export interface Observed {
  at: Date;
  sourceEventId?: string;
}

/** provisioning → active: the meter starts at the moment the runtime signed, and the terminal opens. */
export async function activate(
  tx: Tx,
  allocation: Allocation,
  { actor, observed }: { actor: Actor; observed: Observed },
): Promise<Allocation> {
  if (!isMove(allocation.state, 'active') || !allocation.nodeId)
    throw gpuaasErrors.state_changed({ attrs: { from: allocation.state, to: 'active' } });
  const node = await nodeForWork(tx.db, allocation.nodeId);
  if (!node) throw gpuaasErrors.driver_unknown({ attrs: { nodeId: allocation.nodeId } });
  const at = notAfter(tx, observed.at);
  await startMetering(tx, {
    resourceId: allocation.id,
    resourceName: allocation.name,
    unit: METER_UNITS[allocation.sku.shape],
    attribution: attributionOf(allocation),
    priceSnapshotId: allocation.priceSnapshotId,
    source: 'runtime',
    ...observed,
    at,
  });
  const active = await moveAllocation(tx, allocation, { to: 'active', at, patch: { activeAt: at } });
  await openSurface(tx, {
    actor,
    organizationId: active.organizationId,
    projectId: active.projectId,
    resourceId: active.id,
    ownerId: active.ownerId,
    kind: 'terminal',
    name: 'terminal',
    audience: 'owner',
    authMode: 'browser_session',
    target: { driver: node.driver, workspaceId: workspaceIdOf(active), nodeId: allocation.nodeId },
  });
  await audit(tx, active, { actor, action: 'gpuaas.allocation.activated' });
  return active;
}

/** A node's clock may run ahead of the database's: what happened did not happen after now. */
function notAfter(tx: Tx, at: Date): Date {
  return at > tx.now ? tx.now : at;
}

/** → failed: the meter stops at the moment it really ended, an unused hold goes back in full, the terminals close. */
export async function fail(
  tx: Tx,
  allocation: Allocation,
  failure: { actor: Actor; reason: Reason; observed?: Observed },
): Promise<Allocation> {
  const { at, ...source } = failure.observed ?? { at: tx.now };
  const observed = { ...source, at: notAfter(tx, at) };
  await stopMoney(tx, allocation, observed);
  const failed = await moveAllocation(tx, allocation, {
    to: 'failed',
    reason: failure.reason,
    patch: { endedAt: observed.at },
  });
  await closeSurfaces(tx, { resourceId: failed.id, actor: failure.actor, reason: failure.reason.text });
  await audit(tx, failed, {
    actor: failure.actor,
    action: 'gpuaas.allocation.failed',
    result: 'failed',
    reason: failure.reason.text,
  });
  return failed;
}

/** → releasing: from here on nothing is billed, nor what nobody saw on a node that does not answer. The caller enqueues the work on the node. */
export async function acceptRelease(
  tx: Tx,
  allocation: Allocation,
  release: { actor: Actor; reason: Reason; isForced: boolean },
): Promise<Allocation> {
  await stopMoney(tx, allocation, { at: await billableUntil(tx, allocation) });
  const releasing = await moveAllocation(tx, allocation, {
    to: 'releasing',
    reason: release.reason,
    patch: {
      isForced: release.isForced,
      releaseAcceptedAt: allocation.releaseAcceptedAt ?? tx.now,
      leaseUntil: allocation.leaseUntil,
    },
  });
  await closeSurfaces(tx, { resourceId: releasing.id, actor: release.actor, reason: release.reason.text });
  await audit(tx, releasing, {
    actor: release.actor,
    action: release.isForced ? 'gpuaas.allocation.force_released' : 'gpuaas.allocation.release_accepted',
    reason: release.reason.text,
  });
  return releasing;
}

/** Now; on a node that does not answer, the last moment at which the workspace was known to run. */
async function billableUntil(tx: Tx, allocation: Allocation): Promise<Date> {
  const node = allocation.nodeId && (await nodeForWork(tx.db, allocation.nodeId));
  return node && node.state === 'unavailable' ? notAfter(tx, await lastProofOfLife(tx.db, allocation)) : tx.now;
}

/** When a workspace was last known to run. */
export async function lastProofOfLife(db: Db, allocation: Allocation): Promise<Date> {
  return (await lastSampleAt(db, allocation.id)) ?? allocation.activeAt ?? allocation.requestedAt;
}

async function stopMoney(tx: Tx, allocation: Allocation, observed: Observed): Promise<void> {
  if (isBilled(allocation.state)) {
    await stopMetering(tx, {
      resourceId: allocation.id,
      source: observed.sourceEventId ? 'runtime' : 'clock',
      ...observed,
    });
  } else if (isStarting(allocation.state)) {
    await releaseHold(tx, { resourceId: allocation.id });
  }
}
