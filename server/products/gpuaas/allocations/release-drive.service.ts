import { systemActor } from '@/server/platform/iam';
import { database, inTransaction, type Tx } from '@/server/shared/db';
import type { Id } from '@/server/shared/ids';
import { log } from '@/server/shared/log';
import { settleSlots } from '../capacity/capacity.service';
import { DriverError, type CapacityDriver, type CleanupFacts } from '../drivers/capacity-driver';
import { requireReached } from '../fleet/reach';
import { gpuaasErrors } from '../gpuaas.errors';
import { audit, moveAllocation } from './allocation.moves';
import * as repository from './allocation.repository';
import { reasonOf, workspaceIdOf } from './allocation.rules';
import type { Allocation, Reason } from './allocation.types';

const RELEASER = systemActor('releaser');
/** Longer than a release with its grace takes; a slower one may be asked twice, which changes nothing. */
const LEASE_MS = 15_000;
/** Programs get this long to save their work after SIGTERM. */
const GRACE_MS = 5_000;
/** A node that is silent for longer: the release is told as failed (it bills nothing), and goes on when the node is back. */
const PATIENCE_MS = 120_000;

/**
 * Ends the workspace of a releasing allocation and, with proof that nothing is left, returns its slots. Safe to call at any time,
 * twice or from two processes. Throws `gpuaas.node_unavailable` to be called again, `gpuaas.node_elsewhere` to be called
 * by the process that reaches the node.
 */
export async function driveRelease(id: Id<'alc'>): Promise<void> {
  const waiting = await repository.findForWork(database(), id);
  if (waiting?.state !== 'releasing') return;
  const { driver } = await requireReached(waiting.nodeId);
  const allocation = await inTransaction((tx) => begin(tx, id));
  if (!allocation) return;
  try {
    const graceMs = allocation.isForced ? 0 : GRACE_MS;
    const cleanup = await driver.release(workspaceIdOf(allocation), { graceMs });
    await inTransaction((tx) => conclude(tx, allocation, cleanup));
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    const isOver = await inTransaction((tx) => giveUp(tx, allocation, error));
    if (!isOver) throw gpuaasErrors.node_unavailable({ cause: error });
  }
}

async function begin(tx: Tx, id: Id<'alc'>): Promise<Allocation | undefined> {
  const allocation = await repository.findForWork(tx.db, id);
  if (allocation?.state !== 'releasing') return undefined;
  const until = new Date(tx.now.getTime() + LEASE_MS);
  return (await repository.takeLease(tx, allocation, until)) ? allocation : undefined;
}

async function conclude(tx: Tx, allocation: Allocation, cleanup: CleanupFacts): Promise<void> {
  const current = await repository.findForWork(tx.db, allocation.id);
  if (current?.state !== 'releasing' || current.version !== allocation.version) return;
  await settleSlots(tx, workspaceIdOf(allocation), cleanup);
  if (cleanup.isProven || current.isForced) return finish(tx, current);
  await failRelease(tx, current, reasonOf('cleanup_blocked', cleanup.blockers.join(' ')));
}

/** After too long a silence: told as failed; by an operator's force, ended with the slots kept back. True when it is over. */
export async function giveUp(tx: Tx, allocation: Allocation, error: DriverError): Promise<boolean> {
  const current = await repository.findForWork(tx.db, allocation.id);
  if (current?.state !== 'releasing' || current.version !== allocation.version) return true;
  const silentMs = tx.now.getTime() - (await releasingSince(tx, current)).getTime();
  if (current.isForced) {
    await settleSlots(tx, workspaceIdOf(current), { isProven: false, blockers: [error.message] });
    await finish(tx, current);
    return true;
  }
  if (error.code === 'refused' || silentMs > PATIENCE_MS) {
    await failRelease(
      tx,
      current,
      reasonOf(error.code === 'refused' ? 'cleanup_blocked' : 'node_unavailable', error.message),
    );
    return true;
  }
  await repository.dropLease(tx, current.id);
  return false;
}

async function releasingSince(tx: Tx, allocation: Allocation): Promise<Date> {
  const steps = await repository.listSteps(tx.db, allocation.id);
  return steps.findLast((step) => step.kind === 'state')?.startedAt ?? tx.now;
}

async function finish(tx: Tx, allocation: Allocation): Promise<void> {
  const reason = { code: allocation.reasonCode, text: allocation.reasonText };
  const released = await moveAllocation(tx, allocation, {
    to: 'released',
    patch: { reasonCode: reason.code, reasonText: reason.text },
  });
  await audit(tx, released, { actor: RELEASER, action: 'gpuaas.allocation.released' });
}

async function failRelease(tx: Tx, allocation: Allocation, reason: Reason): Promise<void> {
  const failed = await moveAllocation(tx, allocation, { to: 'release_failed', reason });
  await audit(tx, failed, {
    actor: RELEASER,
    action: 'gpuaas.allocation.release_failed',
    result: 'failed',
    reason: reason.text,
  });
}

/**
 * Ends what a workspace left on its node and settles its slots: for attempts that failed and for workspaces nobody wants. A node
 * that does not answer keeps the slots claimed; the reconcile pass asks again.
 */
export async function returnSlots(driver: CapacityDriver, workspaceId: string): Promise<CleanupFacts | undefined> {
  try {
    const cleanup = await driver.release(workspaceId, { graceMs: 0 });
    await inTransaction((tx) => settleSlots(tx, workspaceId, cleanup));
    return cleanup;
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    log().warn({ err: error, workspaceId }, 'slots are not returned yet');
    return undefined;
  }
}
