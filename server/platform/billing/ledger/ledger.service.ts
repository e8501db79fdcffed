import type { Tx } from '@/server/shared/db';
import { idFromUuid } from '@/server/shared/ids';
import { billingErrors } from '../billing.errors';
import { billingEvents } from '../billing.events';
import * as repository from './ledger.repository';
import { checkLegs } from './ledger.rules';
import type { Leg, Posted, Posting } from './ledger.types';

/**
 * Posts a transaction and tells of it. Throws `billing.insufficient_funds` where a guarded account would fall below its floor.
 */
export async function post(tx: Tx, posting: Posting): Promise<Posted> {
  const refusal = checkLegs(posting.legs);
  if (refusal) throw billingErrors.ledger_refused({ attrs: { refusal, key: posting.idempotencyKey } });
  const posted = await repository.insert(tx.db, posting, tx.correlationId);
  if (!posted.isReplay) await tell(tx, posting, posted);
  return posted;
}

async function tell(tx: Tx, posting: Posting, { transactionId, organizationId }: Posted): Promise<void> {
  const fact = {
    organization_id: idFromUuid('org', organizationId),
    transaction_id: idFromUuid('ltx', transactionId),
    kind: posting.kind,
  };
  await billingEvents.posted.publish(tx, fact, { organizationId });
  for (const projectId of new Set(posting.legs.flatMap((leg) => leg.projectId ?? []))) {
    const ofProject = { ...fact, project_id: idFromUuid('prj', projectId) };
    await billingEvents.posted.publish(tx, ofProject, { organizationId, projectId });
  }
}

interface Reversal extends Pick<Posting, 'billingAccountId' | 'actor' | 'idempotencyKey'> {
  /** Uuid. */
  transactionId: string;
  reason: string;
}

/**
 * Takes a transaction of usage or an adjustment back in full, once. Money that returns to a hold goes on to funds in a second
 * transaction, because the work that it was set aside for has its own hold.
 */
export async function reverse(tx: Tx, reversal: Reversal): Promise<Posted> {
  const original = await repository.findForReversal(tx.db, reversal.billingAccountId, reversal.transactionId);
  if (!original || !['usage', 'adjustment'].includes(original.header.kind)) throw billingErrors.not_reversible();
  const posted = await post(tx, {
    ...reversal,
    kind: 'reversal',
    occurredAt: tx.now,
    reversesId: original.header.id,
    legs: original.legs.map((leg) => ({ ...leg, amountMicros: -leg.amountMicros })),
  });
  if (!posted.isReplay) await passHoldsOn(tx, reversal, original.legs);
  return posted;
}

async function passHoldsOn(tx: Tx, reversal: Reversal, legs: readonly Leg[]): Promise<void> {
  const captured = legs.filter((leg) => leg.account === 'holds' && leg.amountMicros < 0n);
  if (captured.length === 0) return;
  for (const leg of captured) {
    if (!leg.holdId) throw billingErrors.ledger_refused({ attrs: { refusal: 'a captured hold without its id' } });
    await tx.db.hold.update({
      where: { id: leg.holdId },
      data: { capturedMicros: { increment: leg.amountMicros }, releasedMicros: { decrement: leg.amountMicros } },
    });
  }
  await post(tx, {
    ...reversal,
    idempotencyKey: `release-of-reversal:${reversal.transactionId}`,
    kind: 'hold_release',
    occurredAt: tx.now,
    legs: captured.flatMap((leg) => [leg, { ...leg, account: 'customer_funds', amountMicros: -leg.amountMicros }]),
  });
}
