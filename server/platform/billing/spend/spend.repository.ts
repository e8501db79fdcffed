import { scopeWhere, type Scope } from '@/server/platform/iam';
import { Prisma, type Db } from '@/server/shared/db';
import type { Period, SpendBucket, SpendGroup } from './spend.types';

/** Restricts a billing table (by its alias) to a scope that somebody proved. The platform sees all. */
export function inScope(scope: Scope, alias: 'u' | 'c' | 'e'): Prisma.Sql {
  const where = scopeWhere(scope);
  const column = (name: string) => Prisma.raw(`${alias}.${name}`);
  const parts = [
    where.organizationId && Prisma.sql`${column('organization_id')} = ${where.organizationId}::uuid`,
    where.departmentId && Prisma.sql`${column('department_id')} = ${where.departmentId}::uuid`,
    where.projectId && Prisma.sql`${column('project_id')} = ${where.projectId}::uuid`,
  ].filter((part) => part instanceof Prisma.Sql);
  return parts.length === 0 ? Prisma.sql`true` : Prisma.join(parts, ' AND ');
}

const GROUP_COLUMN: Record<SpendGroup, Prisma.Sql> = {
  resource: Prisma.sql`u.resource_id::text`,
  person: Prisma.sql`u.actor_id::text`,
  project: Prisma.sql`u.project_id::text`,
  department: Prisma.sql`u.department_id::text`,
  product: Prisma.sql`u.product`,
};

export interface CellRow {
  at: Date;
  key: string;
  /** What is left of the charges after corrections and reversals. */
  micros: bigint;
  /** What these gave back, positive. */
  backMicros: bigint;
}

/** Charges per bar and group (uuid or product) of a period. What was given back counts when it had been charged, not when it was given back. */
export function sumByBar(
  db: Db,
  scope: Scope,
  query: Period & { bucket: SpendBucket; groupBy: SpendGroup; timeZone: string },
): Promise<CellRow[]> {
  return db.$queryRaw<CellRow[]>`
    SELECT date_trunc(${query.bucket}, u.start_at, ${query.timeZone}) AS at, ${GROUP_COLUMN[query.groupBy]} AS key,
      sum(u.charge_micros)::bigint AS micros,
      coalesce(-sum(u.charge_micros) FILTER (WHERE u.kind <> 'usage'), 0)::bigint AS "backMicros"
    FROM billing_usage_record u
    WHERE ${inScope(scope, 'u')} AND u.start_at >= ${query.from} AND u.start_at < ${query.to} AND u.charge_micros IS NOT NULL
    GROUP BY 1, 2 ORDER BY 1`;
}

/** Steps that leave out no bar, whatever the clocks do; of absolute length. */
const BAR_STEP: Record<SpendBucket, string> = { hour: '30 minutes', day: '12 hours', month: '240 hours' };

/**
 * When the bars of a period begin, without a gap: a quiet day is a bar of nothing, or time would not be drawn evenly. Each is cut by
 * the very function that cuts the cells, so that they meet also where a day begins at one o'clock or has a midnight twice.
 */
export async function listBars(db: Db, query: Period & { bucket: SpendBucket; timeZone: string }): Promise<Date[]> {
  const { from, to, bucket, timeZone } = query;
  const rows = await db.$queryRaw<{ at: Date }[]>`
    SELECT DISTINCT date_trunc(${bucket}, moment, ${timeZone}) AS at FROM (
      SELECT generate_series(${from}::timestamptz, ${to}::timestamptz, ${BAR_STEP[bucket]}::interval) AS moment
      UNION SELECT ${to}::timestamptz - interval '1 millisecond'
    ) moments WHERE moment < ${to}::timestamptz ORDER BY at`;
  return rows.map((row) => row.at);
}

export interface RankRow {
  key: string;
  micros: bigint;
  unit: string;
  quantity: bigint;
}

/** Charges and quantities per group and unit of a period. */
export function sumByGroup(db: Db, scope: Scope, query: Period & { groupBy: SpendGroup }): Promise<RankRow[]> {
  return db.$queryRaw<RankRow[]>`
    SELECT ${GROUP_COLUMN[query.groupBy]} AS key, u.unit, coalesce(sum(u.charge_micros), 0)::bigint AS micros,
      sum(u.quantity)::bigint AS quantity
    FROM billing_usage_record u
    WHERE ${inScope(scope, 'u')} AND u.start_at >= ${query.from} AND u.start_at < ${query.to}
    GROUP BY 1, 2`;
}

/** What accrued since the meters last moved, what runs costs per hour, and how much of a period is unrated. */
export async function readRunning(db: Db, scope: Scope, now: Date) {
  const rows = await db.$queryRaw<{ accrued: bigint; perHour: bigint }[]>`
    SELECT coalesce(sum(div(c.multiplier * greatest(0, extract(epoch FROM least(${now}::timestamptz, c.stop_at) - c.through) * 1000)
        * p.micros_per_hour + c.remainder, 3600000)), 0)::bigint AS accrued,
      coalesce(sum(c.multiplier * p.micros_per_hour) FILTER (WHERE c.stop_at IS NULL), 0)::bigint AS "perHour"
    FROM billing_meter_cursor c JOIN billing_price_snapshot p ON p.id = c.price_snapshot_id
    WHERE ${inScope(scope, 'c')} AND c.closed_at IS NULL`;
  return rows[0] ?? { accrued: 0n, perHour: 0n };
}

/** How many usage records of a period have no price. */
export async function countUnrated(db: Db, scope: Scope, period: Period): Promise<number> {
  const rows = await db.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM billing_usage_record u
    WHERE ${inScope(scope, 'u')} AND u.start_at >= ${period.from} AND u.start_at < ${period.to} AND u.charge_micros IS NULL`;
  return rows[0]?.n ?? 0;
}

export interface ResourceCostRow {
  resourceId: string;
  posted: bigint;
  accrued: bigint;
  perHour: bigint;
  currency: string | null;
}

/** Posted and accrued money of resources (uuids). */
export function readCosts(db: Db, resourceIds: readonly string[], now: Date): Promise<ResourceCostRow[]> {
  return db.$queryRaw<ResourceCostRow[]>`
    SELECT r.id AS "resourceId", coalesce(u.micros, 0)::bigint AS posted, coalesce(c.micros, 0)::bigint AS accrued,
      coalesce(c.rate, 0)::bigint AS "perHour", b.currency
    FROM unnest(${[...resourceIds]}::uuid[]) AS r(id)
    LEFT JOIN billing_resource n ON n.id = r.id
    LEFT JOIN billing_account b ON b.organization_id = n.organization_id
    LEFT JOIN LATERAL (SELECT sum(charge_micros) AS micros FROM billing_usage_record WHERE resource_id = r.id) u ON true
    LEFT JOIN LATERAL (
      SELECT sum(div(m.multiplier * greatest(0, extract(epoch FROM least(${now}::timestamptz, m.stop_at) - m.through) * 1000)
          * p.micros_per_hour + m.remainder, 3600000)) AS micros,
        sum(m.multiplier * p.micros_per_hour) FILTER (WHERE m.stop_at IS NULL) AS rate
      FROM billing_meter_cursor m JOIN billing_price_snapshot p ON p.id = m.price_snapshot_id
      WHERE m.resource_id = r.id AND m.closed_at IS NULL
    ) c ON true`;
}
