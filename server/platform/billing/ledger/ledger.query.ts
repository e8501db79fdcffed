import type { Scope } from '@/server/platform/iam';
import { Prisma, type Db } from '@/server/shared/db';
import { idFromUuid, uuidFromId, type Id, type IdPrefix } from '@/server/shared/ids';
import type { Page } from '@/server/shared/trpc';
import type { ResourceId } from '../billing.types';
import { inScope } from '../spend/spend.repository';
import type { LedgerAccountKind, TransactionKind } from './ledger.types';
import { accountLabel, sentenceOf, type EntryView, type TransactionDetail, type TransactionView } from './ledger.view';

interface HeaderRow {
  id: string;
  seq: bigint;
  kind: TransactionKind;
  currency: string;
  occurredAt: Date;
  bookedAt: Date;
  entryCount: number;
  reason: string | null;
  actorName: string | null;
  reversesId: string | null;
  reversesSeq: bigint | null;
  reversedById: string | null;
  idempotencyKey: string;
  correlationId: string;
  creditMicros: bigint;
  isGain: boolean;
  resourceNames: string[] | null;
  resourceCount: number;
}

export interface LedgerFilter {
  kind?: TransactionKind | undefined;
  resourceId?: ResourceId | undefined;
  /** In the reason, or the name of a resource. */
  text?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
}

const HEADER = Prisma.sql`
  SELECT t.id, t.seq, t.kind, t.currency, t.occurred_at AS "occurredAt", t.booked_at AS "bookedAt", t.entry_count AS "entryCount",
    t.reason, w.name AS "actorName", t.reverses_id AS "reversesId", o.seq AS "reversesSeq", v.id AS "reversedById",
    t.idempotency_key AS "idempotencyKey", t.correlation_id AS "correlationId",
    s.credit AS "creditMicros", s.gain AS "isGain", s.names AS "resourceNames", s.resources AS "resourceCount"
  FROM billing_ledger_transaction t
  LEFT JOIN iam_user w ON w.id = t.actor_id
  LEFT JOIN billing_ledger_transaction o ON o.id = t.reverses_id
  LEFT JOIN billing_ledger_transaction v ON v.reverses_id = t.id
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(e.amount_micros) FILTER (WHERE e.amount_micros > 0), 0)::bigint AS credit,
      coalesce(sum(e.amount_micros) FILTER (WHERE a.kind IN ('customer_funds', 'holds', 'receivable')), 0) > 0 AS gain,
      count(DISTINCT e.resource_id)::int AS resources, (array_agg(DISTINCT r.name) FILTER (WHERE r.name IS NOT NULL))[1:2] AS names
    FROM billing_ledger_entry e JOIN billing_ledger_account a ON a.id = e.ledger_account_id
    LEFT JOIN billing_resource r ON r.id = e.resource_id
    WHERE e.transaction_id = t.id
  ) s`;

/** One page of an account's transactions, newest first. `billingAccountId` is a uuid that the caller has proven the right to. */
export async function listTransactions(
  db: Db,
  billingAccountId: string,
  query: { filter: LedgerFilter; cursor?: string | undefined; limit: number },
): Promise<Page<TransactionView>> {
  const where = Prisma.join(
    [Prisma.sql`t.billing_account_id = ${billingAccountId}::uuid`, ...filters(query.filter)],
    ' AND ',
  );
  const beyond = /^\d{1,18}$/.test(query.cursor ?? '')
    ? Prisma.sql`AND t.seq < ${BigInt(query.cursor ?? 0)}`
    : Prisma.empty;
  const rows = await db.$queryRaw<HeaderRow[]>`
    ${HEADER} WHERE ${where} ${beyond} ORDER BY t.seq DESC LIMIT ${query.limit + 1}`;
  const counted = await db.$queryRaw<
    { n: number }[]
  >`SELECT count(*)::int AS n FROM billing_ledger_transaction t WHERE ${where}`;
  const items = rows.slice(0, query.limit).map(viewOf);
  const last = items.at(-1);
  return {
    items,
    nextCursor: rows.length > query.limit && last ? last.seq.toString() : null,
    total: counted[0]?.n ?? 0,
  };
}

function filters(filter: LedgerFilter): Prisma.Sql[] {
  const text = filter.text ? `%${filter.text.replace(/[\\%_]/g, '\\$&')}%` : undefined;
  return [
    filter.kind && Prisma.sql`t.kind = ${filter.kind}`,
    filter.from && Prisma.sql`t.occurred_at >= ${filter.from}`,
    filter.to && Prisma.sql`t.occurred_at < ${filter.to}`,
    filter.resourceId &&
      Prisma.sql`t.id IN (SELECT transaction_id FROM billing_ledger_entry WHERE resource_id = ${uuidFromId(filter.resourceId)}::uuid)`,
    text &&
      Prisma.sql`(t.reason ILIKE ${text} OR t.id IN (SELECT e.transaction_id FROM billing_resource r
        JOIN billing_ledger_entry e ON e.resource_id = r.id WHERE r.name ILIKE ${text}))`,
  ].filter((part) => part instanceof Prisma.Sql);
}

interface EntryRow {
  lineNo: number;
  account: LedgerAccountKind;
  accountProduct: string;
  amountMicros: bigint;
  currency: string;
  resourceId: string | null;
  resourceKind: string | null;
  resourceName: string | null;
  projectName: string | null;
  personName: string | null;
  unit: string | null;
  quantity: bigint | null;
  microsPerHour: bigint | null;
}

interface DetailQuery {
  /** Uuid. */
  billingAccountId: string;
  transactionId: Id<'ltx'>;
}

/**
 * A transaction with its entries, of a department or project only those that are its own. Undefined when the account has none
 * with this id, or none of the scope's in it.
 */
export async function findTransaction(
  db: Db,
  query: DetailQuery,
  scope: Scope,
): Promise<TransactionDetail | undefined> {
  const isPart = scope.kind === 'department' || scope.kind === 'project';
  const transactionId = uuidFromId(query.transactionId);
  const headers = await db.$queryRaw<HeaderRow[]>`
    ${HEADER} WHERE t.id = ${transactionId}::uuid AND t.billing_account_id = ${query.billingAccountId}::uuid`;
  const header = headers[0];
  if (!header) return undefined;
  const rows = await db.$queryRaw<EntryRow[]>`
    SELECT e.line_no AS "lineNo", a.kind AS account, a.product AS "accountProduct", e.amount_micros AS "amountMicros", e.currency,
      e.resource_id AS "resourceId", r.kind AS "resourceKind", r.name AS "resourceName", j.name AS "projectName",
      w.name AS "personName", e.unit, e.quantity, p.micros_per_hour AS "microsPerHour"
    FROM billing_ledger_entry e JOIN billing_ledger_account a ON a.id = e.ledger_account_id
    LEFT JOIN billing_resource r ON r.id = e.resource_id
    LEFT JOIN iam_project j ON j.id = e.project_id
    LEFT JOIN iam_user w ON w.id = e.actor_id
    LEFT JOIN billing_price_snapshot p ON p.id = e.price_snapshot_id
    WHERE e.transaction_id = ${transactionId}::uuid AND ${inScope(scope, 'e')}
    ORDER BY e.line_no`;
  if (rows.length === 0) return undefined;
  const view = isPart ? partOf(header, rows) : viewOf(header);
  return {
    ...view,
    entries: rows.map(entryOf),
    reversesId: header.reversesId === null ? null : idFromUuid('ltx', header.reversesId),
    reversedById: header.reversedById === null ? null : idFromUuid('ltx', header.reversedById),
    idempotencyKey: header.idempotencyKey,
    correlationId: header.correlationId,
  };
}

/** The header as somebody may see it who may see these entries alone: no amount and no name from outside of them. */
function partOf(header: HeaderRow, rows: readonly EntryRow[]): TransactionView {
  const micros = rows.reduce((sum, row) => sum + (row.amountMicros < 0n ? -row.amountMicros : row.amountMicros), 0n);
  const names = [...new Set(rows.flatMap((row) => row.resourceName ?? []))];
  return viewOf({
    ...header,
    creditMicros: micros,
    resourceNames: names,
    resourceCount: names.length,
    entryCount: rows.length,
  });
}

function viewOf(row: HeaderRow): TransactionView {
  const amount = { currency: row.currency, micros: row.creditMicros };
  return {
    id: idFromUuid('ltx', row.id),
    seq: row.seq,
    kind: row.kind,
    sentence: sentenceOf({ ...row, amount, resourceNames: row.resourceNames ?? [] }),
    amount,
    occurredAt: row.occurredAt,
    bookedAt: row.bookedAt,
    entryCount: row.entryCount,
    actorName: row.actorName,
    reason: row.reason,
  };
}

function entryOf(row: EntryRow): EntryView {
  const money = (micros: bigint) => ({ currency: row.currency, micros });
  return {
    lineNo: row.lineNo,
    account: row.account,
    accountLabel: accountLabel(row.account, row.accountProduct),
    debit: row.amountMicros < 0n ? money(-row.amountMicros) : null,
    credit: row.amountMicros > 0n ? money(row.amountMicros) : null,
    // The kind was taken from an edge id of that prefix when the resource was remembered.
    resourceId: row.resourceId && idFromUuid((row.resourceKind ?? 'alc') as IdPrefix, row.resourceId),
    resourceName: row.resourceName,
    projectName: row.projectName,
    personName: row.personName,
    unit: row.unit,
    quantity: row.quantity,
    perHour: row.microsPerHour === null ? null : money(row.microsPerHour),
  };
}
