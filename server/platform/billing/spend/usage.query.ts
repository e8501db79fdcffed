import type { Scope } from '@/server/platform/iam';
import { Prisma, type Db } from '@/server/shared/db';
import { idFromUuid, uuidFromId, type Id, type IdPrefix } from '@/server/shared/ids';
import type { Money } from '@/server/shared/money';
import type { Page } from '@/server/shared/trpc';
import type { ResourceId } from '../billing.types';
import { frameOf } from './spend.query';
import { inScope } from './spend.repository';
import type { Period } from './spend.types';

/** `usage`; or what gives it back (negative): a `correction` after a stop that was known late, or a `reversal` of its transaction. */
type UsageKind = 'usage' | 'correction' | 'reversal';

/** A closed interval of one resource and unit, with its charge and where it was posted. */
export interface UsageView {
  id: Id<'usg'>;
  kind: UsageKind;
  /** How usage was given back, in part by a correction, in full by a reversal; null while it stands. */
  givenBack: 'correction' | 'reversal' | null;
  resourceId: string;
  resourceName: string;
  personName: string;
  projectId: Id<'prj'>;
  projectName: string;
  unit: string;
  startAt: Date;
  endAt: Date;
  /** Unit-milliseconds. */
  quantity: bigint;
  /** Per single unit; null while unrated. */
  perHour: Money | null;
  /** Null while unrated. */
  charge: Money | null;
  transactionId: Id<'ltx'> | null;
  seq: bigint | null;
}

interface UsageRow {
  id: string;
  kind: UsageKind;
  givenBack: UsageView['givenBack'];
  resourceId: string;
  resourceKind: string | null;
  resourceName: string | null;
  personName: string | null;
  projectId: string;
  projectName: string | null;
  unit: string;
  startAt: Date;
  endAt: Date;
  quantity: bigint;
  microsPerHour: bigint | null;
  chargeMicros: bigint | null;
  transactionId: string | null;
  seq: bigint | null;
}

interface UsageFilter extends Partial<Period> {
  resourceId?: ResourceId | undefined;
  personId?: Id<'usr'> | undefined;
  /** What a chart names, where the rest is asked for. */
  exceptResourceIds?: readonly ResourceId[] | undefined;
  exceptPersonIds?: readonly Id<'usr'>[] | undefined;
  transactionId?: Id<'ltx'> | undefined;
  unratedOnly?: boolean | undefined;
}

const SELECT = Prisma.sql`
  SELECT u.id, u.kind, b.kind AS "givenBack", u.resource_id AS "resourceId", r.kind AS "resourceKind", r.name AS "resourceName", w.name AS "personName",
    u.project_id AS "projectId", j.name AS "projectName", u.unit, u.start_at AS "startAt", u.end_at AS "endAt", u.quantity,
    p.micros_per_hour AS "microsPerHour", u.charge_micros AS "chargeMicros", u.transaction_id AS "transactionId", t.seq
  FROM billing_usage_record u
  LEFT JOIN billing_usage_record b ON b.corrects_id = u.id
  LEFT JOIN billing_resource r ON r.id = u.resource_id
  LEFT JOIN iam_user w ON w.id = u.actor_id
  LEFT JOIN iam_project j ON j.id = u.project_id
  LEFT JOIN billing_price_snapshot p ON p.id = u.price_snapshot_id
  LEFT JOIN billing_ledger_transaction t ON t.id = u.transaction_id`;

/** One page of usage records of a scope, newest first. */
export async function listUsage(
  db: Db,
  scope: Scope,
  query: { filter: UsageFilter; cursor?: string | undefined; limit: number },
): Promise<Page<UsageView>> {
  const { currency } = await frameOf(db, scope);
  const where = Prisma.join([inScope(scope, 'u'), ...filters(query.filter)], ' AND ');
  const after = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(query.cursor ?? '');
  const beyond = after
    ? Prisma.sql`AND (u.start_at, u.id) < (to_timestamp(${Number(after[1])} / 1000.0), ${after[2]}::uuid)`
    : Prisma.empty;
  const rows = await db.$queryRaw<UsageRow[]>`
    ${SELECT} WHERE ${where} ${beyond} ORDER BY u.start_at DESC, u.id DESC LIMIT ${query.limit + 1}`;
  const counted = await db.$queryRaw<
    { n: number }[]
  >`SELECT count(*)::int AS n FROM billing_usage_record u WHERE ${where}`;
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return {
    items: items.map((row) => viewOf(row, currency)),
    nextCursor: rows.length > query.limit && last ? `${last.startAt.getTime()}.${last.id}` : null,
    total: counted[0]?.n ?? 0,
  };
}

function filters(filter: UsageFilter): Prisma.Sql[] {
  return [
    filter.resourceId && Prisma.sql`u.resource_id = ${uuidFromId(filter.resourceId)}::uuid`,
    filter.personId && Prisma.sql`u.actor_id = ${uuidFromId(filter.personId)}::uuid`,
    filter.exceptResourceIds && Prisma.sql`u.resource_id <> ALL (${filter.exceptResourceIds.map(uuidFromId)}::uuid[])`,
    filter.exceptPersonIds && Prisma.sql`u.actor_id <> ALL (${filter.exceptPersonIds.map(uuidFromId)}::uuid[])`,
    filter.transactionId && Prisma.sql`u.transaction_id = ${uuidFromId(filter.transactionId)}::uuid`,
    filter.from && Prisma.sql`u.start_at >= ${filter.from}`,
    filter.to && Prisma.sql`u.start_at < ${filter.to}`,
    filter.unratedOnly && Prisma.sql`u.charge_micros IS NULL`,
  ].filter((part) => part instanceof Prisma.Sql);
}

function viewOf(row: UsageRow, currency: string): UsageView {
  return {
    id: idFromUuid('usg', row.id),
    kind: row.kind,
    givenBack: row.givenBack,
    // The kind was taken from an edge id of that prefix when the resource was remembered.
    resourceId: idFromUuid((row.resourceKind ?? 'alc') as IdPrefix, row.resourceId),
    resourceName: row.resourceName ?? 'Unknown',
    personName: row.personName ?? 'Unknown',
    projectId: idFromUuid('prj', row.projectId),
    projectName: row.projectName ?? 'Unknown',
    unit: row.unit,
    startAt: row.startAt,
    endAt: row.endAt,
    quantity: row.quantity,
    perHour: row.microsPerHour === null ? null : { currency, micros: row.microsPerHour },
    charge: row.chargeMicros === null ? null : { currency, micros: row.chargeMicros },
    transactionId: row.transactionId === null ? null : idFromUuid('ltx', row.transactionId),
    seq: row.seq,
  };
}
