import type { Db } from '@/server/shared/db';
import { newUuid } from '@/server/shared/ids';
import { bodyHash } from './ledger.rules';
import type { Leg, Posted, Posting } from './ledger.types';

interface PostedRow {
  transaction_id: string;
  seq: bigint;
  is_replay: boolean;
  organization_id: string;
}

/** Writes a posting in one call: lock of the billing account, idempotency, number, header, entries, balances. */
export async function insert(db: Db, posting: Posting, correlationId: string): Promise<Posted> {
  const { legs } = posting;
  const column = <T>(pick: (leg: Leg) => T | null | undefined) => legs.map((leg) => pick(leg) ?? null);
  const rows = await db.$queryRaw<PostedRow[]>`
    SELECT transaction_id, seq, is_replay,
      (SELECT organization_id FROM billing_account WHERE id = ${posting.billingAccountId}::uuid) FROM billing_post(
      ${newUuid()}::uuid, ${posting.billingAccountId}::uuid, ${posting.kind}, ${posting.occurredAt}, ${posting.idempotencyKey},
      ${bodyHash(posting)}::bytea, ${posting.reversesId ?? null}::uuid, ${posting.actor.kind}, ${posting.actor.id}::uuid,
      ${correlationId}, ${posting.reason ?? null}::text,
      ${legs.map((leg) => leg.account)}::text[], ${legs.map((leg) => leg.accountProduct ?? '')}::text[],
      ${legs.map((leg) => leg.amountMicros)}::bigint[], ${column((leg) => leg.departmentId)}::uuid[],
      ${column((leg) => leg.projectId)}::uuid[], ${column((leg) => leg.actorId)}::uuid[],
      ${column((leg) => leg.product)}::text[], ${column((leg) => leg.resourceId)}::uuid[],
      ${column((leg) => leg.unit)}::text[], ${column((leg) => leg.quantity)}::bigint[],
      ${column((leg) => leg.priceSnapshotId)}::uuid[], ${column((leg) => leg.holdId)}::uuid[])`;
  const row = rows[0];
  if (!row) throw new Error('the posting gave no answer');
  const { transaction_id: transactionId, seq, is_replay: isReplay, organization_id: organizationId } = row;
  return { transactionId, seq, isReplay, organizationId };
}

/** A transaction with its legs, for its reversal. Undefined when the billing account has none with this id. */
export async function findForReversal(db: Db, billingAccountId: string, transactionId: string) {
  const header = await db.ledgerTransaction.findFirst({ where: { id: transactionId, billingAccountId } });
  if (!header) return undefined;
  const entries = await db.ledgerEntry.findMany({ where: { transactionId }, orderBy: { lineNo: 'asc' } });
  const accounts = await db.ledgerAccount.findMany({ where: { billingAccountId } });
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const legs = entries.map((entry): Leg => {
    const account = byId.get(entry.ledgerAccountId);
    if (!account) throw new Error(`entry of an unknown account ${entry.ledgerAccountId}`);
    return {
      account: account.kind as Leg['account'],
      accountProduct: account.product,
      amountMicros: entry.amountMicros,
      departmentId: entry.departmentId,
      projectId: entry.projectId,
      actorId: entry.actorId,
      product: entry.product,
      resourceId: entry.resourceId,
      unit: entry.unit,
      quantity: entry.quantity,
      priceSnapshotId: entry.priceSnapshotId,
      holdId: entry.holdId,
    };
  });
  return { header, legs };
}

/** Makes the revenue account of a product where it is missing. */
export async function ensureRevenueAccount(db: Db, billingAccountId: string, product: string): Promise<void> {
  await db.$executeRaw`
    INSERT INTO billing_ledger_account (id, billing_account_id, kind, product, currency, is_guarded, created_at)
    SELECT ${newUuid()}::uuid, b.id, 'revenue', ${product}, b.currency, false, clock_timestamp()
    FROM billing_account b WHERE b.id = ${billingAccountId}::uuid
    ON CONFLICT (billing_account_id, kind, product) DO NOTHING`;
}
