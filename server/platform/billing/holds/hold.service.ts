import type { Db, Tx } from '@/server/shared/db';
import { idFromUuid, newUuid, uuidFromId } from '@/server/shared/ids';
import * as accounts from '../accounts/account.repository';
import { refreshBalanceState } from '../accounts/account.state';
import { attributionRow, placedNow, rememberResource } from '../billing.attribution';
import { billingErrors } from '../billing.errors';
import type { Attribution, ResourceId } from '../billing.types';
import * as budgets from '../budgets/budget.repository';
import { budgetLeftMicros } from '../budgets/budget.rules';
import { creditLegs } from '../ledger/ledger.rules';
import { post } from '../ledger/ledger.service';
import { checkGate } from './gate.rules';
import type { GateDecision, GateRefusal, LaunchRequest } from './hold.types';

const SYSTEM = { kind: 'system', id: null } as const;

const ACCOUNT_MISSING: GateRefusal = {
  allowed: false,
  code: 'billing.account_missing',
  message: 'This organization has no billing account yet. Ask an operator to open one.',
  effectiveMicros: 0n,
  requiredMicros: 0n,
  currency: null,
  scopeKind: 'organization',
};

/**
 * Decides about the money of a launch and, when it is there, sets it aside, in the transaction that records the request. The
 * lock of the billing account makes launches of one organization take turns, so two never take the same last money. A repeated
 * call for the same resource finds its hold, while that is open.
 */
export async function gateLaunch(tx: Tx, request: LaunchRequest): Promise<GateDecision> {
  const resourceId = uuidFromId(request.resource.id);
  const account = await accounts.lockByOrganization(tx, uuidFromId(request.attribution.organizationId));
  if (!account) return ACCOUNT_MISSING;
  const row = await placedNow(tx, attributionRow(request.attribution));
  const existing = await tx.db.hold.findUnique({ where: { resourceId } });
  if (existing && !existing.closedAt) {
    const holdMicros = existing.placedMicros;
    return { allowed: true, holdId: idFromUuid('hld', existing.id), holdMicros, currency: account.currency };
  }
  const { estimateMicros } = request;
  const balances = await accounts.readBalances(tx.db, account.id);
  const refusal = checkGate({
    estimateMicros,
    availableMicros: balances.availableMicros,
    currency: account.currency,
    budgets: await budgets.findUsesOver(tx.db, row, tx.now),
  });
  if (refusal) return refusal;
  await rememberResource(tx, request.resource, row);
  const { organizationId, departmentId, projectId } = row;
  const about = { billingAccountId: account.id, organizationId, departmentId, projectId, resourceId };
  const hold = existing
    ? await reopenHold(tx, existing.id, { estimateMicros, departmentId })
    : await tx.db.hold.create({
        data: { ...about, id: newUuid(), placedMicros: estimateMicros, createdAt: tx.now },
      });
  if (estimateMicros > 0n) {
    const leg = { departmentId, projectId, actorId: row.actorId, product: row.product, resourceId, holdId: hold.id };
    await post(tx, {
      billingAccountId: account.id,
      kind: 'hold',
      occurredAt: tx.now,
      idempotencyKey: `hold:${resourceId}:${hold.placedMicros}`,
      actor: { kind: request.attribution.actorId.startsWith('sac_') ? 'service_account' : 'user', id: row.actorId },
      legs: [
        { ...leg, account: 'customer_funds', amountMicros: -estimateMicros },
        { ...leg, account: 'holds', amountMicros: estimateMicros },
      ],
    });
    await refreshBalanceState(tx, account);
  }
  return { allowed: true, holdId: idFromUuid('hld', hold.id), holdMicros: estimateMicros, currency: account.currency };
}

/** A resource that is launched again after its hold was closed gets the next money into the same hold. */
function reopenHold(tx: Tx, id: string, more: { estimateMicros: bigint; departmentId: string }) {
  const { estimateMicros, departmentId } = more;
  const data = { placedMicros: { increment: estimateMicros }, closedAt: null, departmentId };
  return tx.db.hold.update({ where: { id }, data });
}

/** What gateLaunch would answer now, without placing anything, and what may be spent before a balance or hard budget ends. */
export async function previewLaunch(
  db: Db,
  request: { attribution: Attribution; estimateMicros: bigint; now: Date },
): Promise<GateDecision & { spendableMicros: bigint }> {
  const row = attributionRow(request.attribution);
  const account = await db.billingAccount.findUnique({ where: { organizationId: row.organizationId } });
  if (!account) return { ...ACCOUNT_MISSING, spendableMicros: 0n };
  const { estimateMicros } = request;
  const { currency } = account;
  const { availableMicros } = await accounts.readBalances(db, account.id);
  const uses = await budgets.findUsesOver(db, row, request.now);
  const refusal = checkGate({ estimateMicros, availableMicros, currency, budgets: uses });
  const spendableMicros = uses
    .filter((use) => use.isHard)
    .map(budgetLeftMicros)
    .reduce((least, leftMicros) => (leftMicros < least ? leftMicros : least), availableMicros);
  const decision = refusal ?? { allowed: true as const, holdId: null, holdMicros: estimateMicros, currency };
  return { ...decision, spendableMicros };
}

/** Gives back what is left of a resource's hold; a second call, or one for a resource without a hold, does nothing. */
export async function releaseHold(tx: Tx, request: { resourceId: ResourceId }): Promise<void> {
  const resourceId = uuidFromId(request.resourceId);
  const found = await tx.db.hold.findUnique({ where: { resourceId } });
  if (!found) return;
  const account = await accounts.lockById(tx, found.billingAccountId);
  if (!account) throw billingErrors.account_missing();
  const metered = await tx.db.meterCursor.count({ where: { resourceId, closedAt: null } });
  if (metered > 0)
    throw billingErrors.ledger_refused({ attrs: { refusal: 'the hold of a running meter', resourceId } });
  await closeHold(tx, account.id, resourceId);
  await refreshBalanceState(tx, account);
}

/** Closes the hold of a resource under the account's lock. */
export async function closeHold(tx: Tx, billingAccountId: string, resourceId: string): Promise<void> {
  const hold = await tx.db.hold.findUnique({ where: { resourceId } });
  if (!hold || hold.closedAt) return;
  const leftMicros = hold.placedMicros - hold.capturedMicros - hold.releasedMicros;
  await tx.db.hold.update({
    where: { id: hold.id },
    data: { releasedMicros: { increment: leftMicros }, closedAt: tx.now },
  });
  if (leftMicros === 0n) return;
  const { owedMicros } = await accounts.readBalances(tx.db, billingAccountId);
  const resource = await tx.db.billingResource.findUnique({ where: { id: resourceId } });
  const about = {
    departmentId: hold.departmentId,
    projectId: hold.projectId,
    product: resource?.product ?? null,
    resourceId,
    holdId: hold.id,
  };
  await post(tx, {
    billingAccountId,
    kind: 'hold_release',
    occurredAt: tx.now,
    idempotencyKey: `hold-release:${resourceId}:${hold.placedMicros}`,
    actor: SYSTEM,
    legs: [
      { ...about, account: 'holds', amountMicros: -leftMicros },
      ...creditLegs(leftMicros, owedMicros).map((leg) => ({ ...leg, ...about })),
    ],
  });
}

/**
 * Moves what is set aside in a project (uuids) to its new department, under the account's lock: given back for the one and set aside
 * for the other, so that the entries of each add up.
 */
export async function moveHolds(
  tx: Tx,
  billingAccountId: string,
  { projectId, departmentId }: { projectId: string; departmentId: string },
): Promise<void> {
  const holds = await tx.db.hold.findMany({ where: { projectId, closedAt: null }, orderBy: { id: 'asc' } });
  await tx.db.hold.updateMany({ where: { projectId, closedAt: null }, data: { departmentId } });
  const resources = await tx.db.billingResource.findMany({
    where: { id: { in: holds.map((hold) => hold.resourceId) } },
  });
  const products = new Map(resources.map(({ id, product }) => [id, product]));
  const legs = holds.flatMap((hold) => {
    const leftMicros = hold.placedMicros - hold.capturedMicros - hold.releasedMicros;
    const { resourceId, id: holdId } = hold;
    const product = products.get(resourceId) ?? null;
    const about = { departmentId: hold.departmentId, projectId, product, resourceId, holdId };
    if (leftMicros === 0n || hold.departmentId === departmentId) return [];
    return [
      { ...about, account: 'holds' as const, amountMicros: -leftMicros },
      { ...about, account: 'customer_funds' as const, amountMicros: leftMicros },
    ];
  });
  if (legs.length === 0) return;
  const facts = { billingAccountId, occurredAt: tx.now, actor: SYSTEM };
  const reason = 'The project moved to another department.';
  const key = newUuid();
  await post(tx, { ...facts, kind: 'hold_release', idempotencyKey: `hold-moved-from:${key}`, reason, legs });
  const there = legs.map((leg) => ({ ...leg, departmentId, amountMicros: -leg.amountMicros }));
  await post(tx, { ...facts, kind: 'hold', idempotencyKey: `hold-moved-to:${key}`, reason, legs: there });
}
