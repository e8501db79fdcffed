import type { ReleaseReason, ResourceId } from '@/server/platform/billing';
import { can, systemActor, type Actor, type Scope, type UserActor } from '@/server/platform/iam';
import { inTransaction, type Tx } from '@/server/shared/db';
import { sharedErrors } from '@/server/shared/errors';
import { isId, uuidFromId, type Id } from '@/server/shared/ids';
import { runIdempotent } from '@/server/shared/trpc';
import { gpuaasErrors } from '../gpuaas.errors';
import { releaseJob } from './allocation.jobs';
import { acceptRelease, audit, tellChanged } from './allocation.moves';
import * as repository from './allocation.repository';
import { checkRelease, reasonOf } from './allocation.rules';
import type { Allocation, ReasonCode } from './allocation.types';
import { retry } from './launch.service';

interface Change {
  allocationId: Id<'alc'>;
  idempotencyKey: string;
}

/**
 * Releases an allocation: its owner, or whoever may operate other people's in the project. Nothing is billed from the commit on.
 * Throws `gpuaas.not_releasable` when it is already going or gone.
 */
export async function release(actor: UserActor, scope: Scope, change: Change): Promise<{ state: Allocation['state'] }> {
  return once(actor, { procedure: 'gpuaas.allocation.release', change }, async (tx) => {
    const allocation = await findOwn(tx, { actor, scope, id: change.allocationId });
    const code = allocation.ownerId === actor.id ? 'released_by_owner' : 'released_by_admin';
    return accept(tx, allocation, { actor, code, isForced: false });
  });
}

/** An operator's release: ends without grace, and even where the node cannot prove the cleanup (its slots stay blocked then). */
export async function forceRelease(actor: UserActor, change: Change): Promise<{ state: Allocation['state'] }> {
  return once(actor, { procedure: 'gpuaas.allocation.force_release', change }, async (tx) => {
    const allocation = await repository.findForWork(tx.db, change.allocationId);
    if (!allocation) throw sharedErrors.not_found();
    return accept(tx, allocation, { actor, code: 'released_by_operator', isForced: true });
  });
}

/** Tries a failed launch again. */
export async function retryLaunch(
  actor: UserActor,
  scope: Scope,
  change: Change,
): Promise<{ state: Allocation['state'] }> {
  return once(actor, { procedure: 'gpuaas.allocation.retry', change }, async (tx) =>
    retry(tx, actor, await findOwn(tx, { actor, scope, id: change.allocationId })),
  );
}

async function once(
  actor: UserActor,
  { procedure, change }: { procedure: string; change: Change },
  work: (tx: Tx) => Promise<Allocation>,
): Promise<{ state: Allocation['state'] }> {
  const { idempotencyKey: key, ...body } = change;
  return inTransaction((tx) =>
    runIdempotent(tx, { principalId: uuidFromId(actor.id), procedure, key, body }, async () => {
      const { state } = await work(tx);
      return { state };
    }),
  );
}

async function findOwn(tx: Tx, asked: { actor: UserActor; scope: Scope; id: Id<'alc'> }): Promise<Allocation> {
  const allocation = await repository.findById(tx.db, asked.scope, asked.id);
  if (!allocation) throw sharedErrors.not_found();
  if (allocation.ownerId === asked.actor.id) return allocation;
  const project = { kind: 'project', projectId: allocation.projectId } as const;
  if (!(await can(asked.actor, 'gpuaas.allocation.operate_any', project))) throw gpuaasErrors.not_yours();
  return allocation;
}

async function accept(
  tx: Tx,
  allocation: Allocation,
  release: { actor: Actor; code: ReasonCode; isForced: boolean },
): Promise<Allocation> {
  // Force also takes over a release that is under way and hangs: it only loses its grace and its wait for proof.
  if (release.isForced && allocation.state === 'releasing') {
    await repository.force(tx, allocation.id);
    const action = 'gpuaas.allocation.force_released';
    await audit(tx, allocation, { actor: release.actor, action, reason: reasonOf(release.code).text });
    await tellChanged(tx, allocation);
    await releaseJob.enqueue(tx, { allocationId: allocation.id });
    return allocation;
  }
  if (checkRelease(allocation)) throw gpuaasErrors.not_releasable();
  const reason = reasonOf(release.code);
  const releasing = await acceptRelease(tx, allocation, { actor: release.actor, reason, isForced: release.isForced });
  await releaseJob.enqueue(tx, { allocationId: allocation.id });
  return releasing;
}

/** A release by the platform itself: what failed for a silent node goes on, once the node is back. */
export async function resumeRelease(tx: Tx, allocation: Allocation): Promise<void> {
  await accept(tx, allocation, {
    actor: systemActor('reconciler'),
    code: 'node_unavailable',
    isForced: allocation.isForced,
  });
}

/** How billing stops compute when the money ends; in billing's transaction, and asked again until it is done. */
export async function releaseForMoney(tx: Tx, resourceId: ResourceId, reason: ReleaseReason): Promise<void> {
  if (!isId('alc', resourceId)) return;
  const allocation = await repository.findForWork(tx.db, resourceId);
  if (!allocation || checkRelease(allocation) || allocation.state === 'release_failed') return;
  await accept(tx, allocation, { actor: systemActor('meter'), code: reason, isForced: false });
}

/** A release that had failed for blocked slots, and whose cleanup an operator's check has proven meanwhile, ends. */
export async function finishBlockedRelease(tx: Tx, id: Id<'alc'>, actor: Actor): Promise<void> {
  const allocation = await repository.findForWork(tx.db, id);
  if (allocation?.state !== 'release_failed' || allocation.reasonCode !== 'cleanup_blocked') return;
  await accept(tx, allocation, { actor, code: 'released_by_operator', isForced: false });
}
