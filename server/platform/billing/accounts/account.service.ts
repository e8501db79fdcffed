import { appendAudit, type AuditActor } from '@/server/platform/audit';
import type { Tx } from '@/server/shared/db';
import { idFromUuid, isId, uuidFromId, type Id } from '@/server/shared/ids';
import '../billing.registration';
import { billingErrors } from '../billing.errors';
import { creditLegs, settlementLegs } from '../ledger/ledger.rules';
import { post, reverse } from '../ledger/ledger.service';
import type { PostingActor } from '../ledger/ledger.types';
import { insertReversedUsage, isCorrected } from '../metering/metering.repository';
import * as repository from './account.repository';
import { refreshBalanceState } from './account.state';

const AMOUNT_MICROS_MAX = 10n ** 15n;

interface NewAccount {
  organizationId: Id<'org'>;
  currency: string;
  name?: string;
  /** Makes the account invoiced: funds may fall to minus this. */
  creditLimitMicros?: bigint;
}

/** Opens the billing account of an organization. Throws `billing.account_exists` when it has one. */
export async function openBillingAccount(tx: Tx, account: NewAccount): Promise<Id<'bil'>> {
  const id = await repository.insert(tx, {
    organizationId: uuidFromId(account.organizationId),
    name: account.name ?? 'Billing account',
    currency: account.currency,
    creditLimitMicros: account.creditLimitMicros ?? 0n,
  });
  return idFromUuid('bil', id);
}

/**
 * Locks the money of an organization until the transaction ends. Whoever also locks slots or allocations does this first: the
 * order everywhere is project → billing account → slot → allocation.
 */
export async function lockBillingAccount(tx: Tx, organizationId: Id<'org'>): Promise<void> {
  await repository.lockByOrganization(tx, uuidFromId(organizationId));
}

interface Adjustment {
  organizationId: Id<'org'>;
  /** Positive puts money in, negative takes it out; never below the floor. */
  amountMicros: bigint;
  /** At least ten characters; stands in the ledger and the audit trail for ever. */
  reason: string;
  /** Made when the form opens; posts once. */
  idempotencyKey: string;
  actor: AuditActor;
}

/** Puts money into an account or takes it out, by an operator's hand, with a reason. Money that comes in pays what is owed first. */
export async function adjustBalance(
  tx: Tx,
  adjustment: Adjustment,
): Promise<{ transactionId: Id<'ltx'>; seq: bigint }> {
  const { amountMicros } = adjustment;
  if (amountMicros === 0n || amountMicros > AMOUNT_MICROS_MAX || amountMicros < -AMOUNT_MICROS_MAX)
    throw billingErrors.amount_invalid();
  const account = await repository.lockByOrganization(tx, uuidFromId(adjustment.organizationId));
  if (!account) throw billingErrors.account_missing();
  const { owedMicros } = await repository.readBalances(tx.db, account.id);
  const customer =
    amountMicros > 0n ? creditLegs(amountMicros, owedMicros) : [{ account: 'customer_funds' as const, amountMicros }];
  const posted = await post(tx, {
    billingAccountId: account.id,
    kind: 'adjustment',
    occurredAt: tx.now,
    idempotencyKey: `adjustment:${adjustment.idempotencyKey}`,
    intent: `adjust ${amountMicros}`,
    actor: postingActor(adjustment.actor),
    reason: adjustment.reason,
    legs: [{ account: 'adjustments', amountMicros: -amountMicros }, ...customer],
  });
  if (!posted.isReplay) {
    await refreshBalanceState(tx, account);
    await auditAdjustment(tx, account, { ...adjustment, seq: posted.seq });
  }
  return { transactionId: idFromUuid('ltx', posted.transactionId), seq: posted.seq };
}

async function auditAdjustment(
  tx: Tx,
  account: repository.AccountRow,
  done: Adjustment & { seq: bigint },
): Promise<void> {
  await appendAudit(tx, {
    actor: done.actor,
    action: 'billing.account.adjusted',
    target: { kind: 'billing_account', id: idFromUuid('bil', account.id) },
    result: 'ok',
    reason: done.reason,
    organizationId: done.organizationId,
    metadata: { amountMicros: done.amountMicros.toString(), currency: account.currency, seq: done.seq.toString() },
  });
}

interface ReversalRequest {
  organizationId: Id<'org'>;
  transactionId: Id<'ltx'>;
  reason: string;
  actor: AuditActor;
}

/**
 * Takes a transaction of usage or an adjustment back in full, once. Throws `billing.usage_corrected` where a correction gave part
 * of the usage back already: the money would go back twice.
 */
export async function reverseTransaction(
  tx: Tx,
  request: ReversalRequest,
): Promise<{ transactionId: Id<'ltx'>; seq: bigint }> {
  const account = await repository.lockByOrganization(tx, uuidFromId(request.organizationId));
  if (!account) throw billingErrors.account_missing();
  const transactionId = uuidFromId(request.transactionId);
  if (await isCorrected(tx.db, transactionId)) throw billingErrors.usage_corrected();
  const posted = await reverse(tx, {
    billingAccountId: account.id,
    transactionId,
    idempotencyKey: `reversal:${request.transactionId}`,
    actor: postingActor(request.actor),
    reason: request.reason,
  });
  if (!posted.isReplay) {
    await insertReversedUsage(tx, { transactionId, reversalId: posted.transactionId });
    await settle(tx, account, posted.transactionId);
    await refreshBalanceState(tx, account);
    await appendAudit(tx, {
      actor: request.actor,
      action: 'billing.transaction.reversed',
      target: { kind: 'ledger_transaction', id: request.transactionId },
      result: 'ok',
      reason: request.reason,
      organizationId: request.organizationId,
      metadata: { seq: posted.seq.toString() },
    });
  }
  return { transactionId: idFromUuid('ltx', posted.transactionId), seq: posted.seq };
}

/** Pays what is owed from funds, or gives back what was paid too much, after a reversal (its uuid) moved either. */
async function settle(tx: Tx, account: repository.AccountRow, reversalId: string): Promise<void> {
  const legs = settlementLegs(await repository.readBalances(tx.db, account.id));
  if (legs.length === 0) return;
  await post(tx, {
    billingAccountId: account.id,
    kind: 'settlement',
    occurredAt: tx.now,
    idempotencyKey: `settlement:${reversalId}`,
    actor: { kind: 'system', id: null },
    legs,
  });
}

function postingActor(actor: AuditActor): PostingActor {
  if (actor.id !== null && (isId('usr', actor.id) || isId('sac', actor.id)))
    return { kind: actor.kind, id: uuidFromId(actor.id) };
  return { kind: actor.kind, id: null };
}
