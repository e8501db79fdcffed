import { Prisma, type Db, type Tx } from '@/server/shared/db';
import { newUuid } from '@/server/shared/ids';
import type { AccountRow } from '../accounts/account.repository';
import type { Extension } from './charge.rules';
import type { Meter, PastRecord, UsageRow } from './metering.types';

/** The open meters of a billing account and its money, read under its lock. */
export interface MeterBoard {
  meters: Meter[];
  availableMicros: bigint;
  holdsMicros: bigint;
  owedMicros: bigint;
  /** Next midnight in the organization's time zone after the meter that is furthest behind; windows end there at the latest. */
  nextMidnightMs: number;
}

interface BoardRow extends Omit<Meter, 'throughMs' | 'stopMs'> {
  through: Date;
  stopAt: Date | null;
  availableMicros: bigint;
  holdsMicros: bigint;
  owedMicros: bigint;
  nextMidnight: Date;
}

/** Some of the meters of an account: a resource's or a project's (uuids). */
export type MeterFilter = { resourceId: string } | { projectId: string };

/** Reads the board of an account, of some of its meters only where it says of which. Undefined when none is open. */
export async function readBoard(db: Db, account: AccountRow, only?: MeterFilter): Promise<MeterBoard | undefined> {
  const one =
    only === undefined
      ? Prisma.empty
      : 'resourceId' in only
        ? Prisma.sql`AND c.resource_id = ${only.resourceId}::uuid`
        : Prisma.sql`AND c.project_id = ${only.projectId}::uuid`;
  const rows = await db.$queryRaw<BoardRow[]>`
    WITH money AS (
      SELECT max(balance_micros - floor_micros) FILTER (WHERE kind = 'customer_funds') AS available,
        max(balance_micros) FILTER (WHERE kind = 'holds') AS holds,
        -max(balance_micros) FILTER (WHERE kind = 'receivable') AS owed
      FROM billing_ledger_account WHERE billing_account_id = ${account.id}::uuid AND product = ''
    ), zone AS (
      SELECT coalesce((SELECT time_zone FROM iam_organization WHERE id = ${account.organizationId}::uuid), 'UTC') AS name
    )
    SELECT c.resource_id AS "resourceId", c.unit, c.department_id AS "departmentId", c.project_id AS "projectId",
      c.actor_id AS "actorId", c.product, c.price_snapshot_id AS "priceSnapshotId", c.multiplier,
      p.micros_per_hour AS "microsPerHour", c.through, c.stop_at AS "stopAt", c.remainder,
      h.id AS "holdId", coalesce(h.placed_micros - h.captured_micros - h.released_micros, 0)::bigint AS "holdLeftMicros",
      money.available AS "availableMicros", money.holds AS "holdsMicros", money.owed AS "owedMicros",
      (date_trunc('day', (min(c.through) OVER ()) AT TIME ZONE zone.name) + interval '1 day') AT TIME ZONE zone.name AS "nextMidnight"
    FROM billing_meter_cursor c CROSS JOIN money CROSS JOIN zone
    LEFT JOIN billing_price_snapshot p ON p.id = c.price_snapshot_id
    LEFT JOIN billing_hold h ON h.resource_id = c.resource_id AND h.closed_at IS NULL
    WHERE c.billing_account_id = ${account.id}::uuid AND c.closed_at IS NULL ${one}
    ORDER BY c.resource_id, c.unit`;
  const first = rows[0];
  if (!first) return undefined;
  const { availableMicros, holdsMicros, owedMicros } = first;
  return {
    meters: rows.map(({ through, stopAt, ...row }) => ({
      ...row,
      throughMs: through.getTime(),
      stopMs: stopAt?.getTime() ?? null,
    })),
    availableMicros,
    holdsMicros,
    owedMicros,
    nextMidnightMs: first.nextMidnight.getTime(),
  };
}

/** Billing accounts (uuids) with a meter that stands before `through`, the furthest behind first. */
export async function findDueAccounts(db: Db, through: Date): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT billing_account_id AS id FROM billing_meter_cursor
    WHERE closed_at IS NULL AND through < ${through} GROUP BY billing_account_id ORDER BY min(through)`;
  return rows.map((row) => row.id);
}

interface UsageBatch {
  account: AccountRow;
  usage: readonly UsageRow[];
  /** Uuid of the transaction that posts it; null when nothing is charged. */
  transactionId: string | null;
  captured: ReadonlyMap<string, bigint>;
}

/**
 * Writes usage and what it captured of holds, in one call. The trigger on usage moves the meters by compare-and-set: a record
 * that does not continue its meter fails the whole call with `billing_usage_continuous`.
 */
export async function insertUsage(tx: Tx, { account, usage, transactionId, captured }: UsageBatch): Promise<void> {
  const column = <T>(pick: (row: UsageRow) => T) => usage.map(pick);
  await tx.db.$executeRaw`
    WITH captured AS (
      UPDATE billing_hold h SET captured_micros = h.captured_micros + c.amount
      FROM unnest(${[...captured.keys()]}::uuid[], ${[...captured.values()]}::bigint[]) AS c(id, amount) WHERE h.id = c.id
    )
    INSERT INTO billing_usage_record (id, kind, resource_id, unit, start_at, end_at, quantity, price_snapshot_id,
      charge_micros, remainder_before, remainder_after, billing_account_id, organization_id, department_id, project_id,
      actor_id, product, transaction_id, corrects_id)
    SELECT u.id, u.kind, u.resource_id, u.unit, to_timestamp(u.start_ms / 1000.0), to_timestamp(u.end_ms / 1000.0), u.quantity,
      u.snapshot_id, u.charge, u.remainder_before, u.remainder_after, ${account.id}::uuid, ${account.organizationId}::uuid,
      u.department_id, u.project_id, u.actor_id, u.product, ${transactionId}::uuid,
      u.corrects_id
    FROM unnest(${usage.map(() => newUuid())}::uuid[], ${column((row) => row.kind)}::text[],
      ${column((row) => row.meter.resourceId)}::uuid[], ${column((row) => row.meter.unit)}::text[],
      ${column((row) => BigInt(row.startMs))}::bigint[], ${column((row) => BigInt(row.endMs))}::bigint[],
      ${column((row) => row.quantity)}::bigint[], ${column((row) => row.meter.priceSnapshotId)}::uuid[],
      ${column((row) => row.chargeMicros)}::bigint[], ${column((row) => row.meter.remainder)}::bigint[],
      ${column((row) => row.remainderAfter)}::bigint[], ${column((row) => row.meter.departmentId)}::uuid[],
      ${column((row) => row.meter.projectId)}::uuid[], ${column((row) => row.meter.actorId)}::uuid[],
      ${column((row) => row.meter.product)}::text[], ${column((row) => row.correctsId ?? null)}::uuid[])
      AS u(id, kind, resource_id, unit, start_ms, end_ms, quantity, snapshot_id, charge, remainder_before, remainder_after,
        department_id, project_id, actor_id, product, corrects_id)`;
}

/** The records of a stopped meter that reach past its stop, oldest first; none that was taken back already. */
export async function findPast(db: Db, meter: Meter): Promise<PastRecord[]> {
  if (meter.stopMs === null || meter.stopMs >= meter.throughMs) return [];
  const rows = await db.$queryRaw<
    (Pick<PastRecord, 'id' | 'departmentId' | 'remainderAfter'> & { startAt: Date; endAt: Date })[]
  >`
    SELECT o.id, o.department_id AS "departmentId", o.start_at AS "startAt", o.end_at AS "endAt", o.remainder_after AS "remainderAfter"
    FROM billing_usage_record o
    WHERE o.resource_id = ${meter.resourceId}::uuid AND o.unit = ${meter.unit} AND o.kind = 'usage'
      AND o.end_at > ${new Date(meter.stopMs)}
      AND NOT EXISTS (SELECT FROM billing_usage_record b WHERE b.corrects_id = o.id)
    ORDER BY o.start_at`;
  return rows.map(({ startAt, endAt, ...row }) => ({ ...row, startMs: startAt.getTime(), endMs: endAt.getTime() }));
}

/** Whether some of the usage that a transaction (its uuid) charged was given back by a correction. */
export async function isCorrected(db: Db, transactionId: string): Promise<boolean> {
  const rows = await db.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (SELECT FROM billing_usage_record o JOIN billing_usage_record c ON c.resource_id = o.resource_id
      AND c.unit = o.unit AND c.kind = 'correction' AND c.start_at < o.end_at AND c.end_at > o.start_at
      WHERE o.transaction_id = ${transactionId}::uuid AND o.kind = 'usage') AS found`;
  return rows[0]?.found ?? false;
}

/** Takes back every usage record of a transaction that its reversal (both uuids) took the money back for. */
export async function insertReversedUsage(
  tx: Tx,
  { transactionId, reversalId }: { transactionId: string; reversalId: string },
): Promise<void> {
  const charged = await tx.db.usageRecord.findMany({ where: { transactionId, kind: 'usage' }, select: { id: true } });
  await tx.db.$executeRaw`
    INSERT INTO billing_usage_record (id, kind, resource_id, unit, start_at, end_at, quantity, price_snapshot_id,
      charge_micros, remainder_before, remainder_after, billing_account_id, organization_id, department_id, project_id,
      actor_id, product, transaction_id, corrects_id)
    SELECT n.id, 'reversal', o.resource_id, o.unit, o.start_at, o.end_at, -o.quantity, o.price_snapshot_id, -o.charge_micros,
      o.remainder_after, o.remainder_before, o.billing_account_id, o.organization_id, o.department_id, o.project_id, o.actor_id,
      o.product, ${reversalId}::uuid, o.id
    FROM unnest(${charged.map(() => newUuid())}::uuid[], ${charged.map((row) => row.id)}::uuid[]) AS n(id, corrects_id)
    JOIN billing_usage_record o ON o.id = n.corrects_id
    WHERE o.charge_micros IS NOT NULL`;
}

/** Adds extensions to their holds. */
export async function extendHolds(tx: Tx, extensions: readonly Extension[]): Promise<void> {
  await tx.db.$executeRaw`
    UPDATE billing_hold h SET placed_micros = h.placed_micros + e.amount
    FROM unnest(${extensions.map((e) => e.meter.holdId)}::uuid[], ${extensions.map((e) => e.amountMicros)}::bigint[]) AS e(id, amount)
    WHERE h.id = e.id`;
}

/** Sets when a resource stopped, on its meters that do not know yet. Gives how many are open. */
export async function setStop(tx: Tx, resourceId: string, at: Date): Promise<number> {
  await tx.db.$executeRaw`
    UPDATE billing_meter_cursor SET stop_at = greatest(started_at, ${at}::timestamptz)
    WHERE resource_id = ${resourceId}::uuid AND closed_at IS NULL AND stop_at IS NULL`;
  return tx.db.meterCursor.count({ where: { resourceId, closedAt: null } });
}

/** Puts the open meters of a project (uuids) into its new department. */
export async function moveMeters(tx: Tx, move: { projectId: string; departmentId: string }): Promise<void> {
  const { projectId, departmentId } = move;
  await tx.db.meterCursor.updateMany({ where: { projectId, closedAt: null }, data: { departmentId } });
}

/** Closes the meters of a stopped resource. */
export async function closeMeters(tx: Tx, resourceId: string): Promise<void> {
  await tx.db.meterCursor.updateMany({ where: { resourceId, closedAt: null }, data: { closedAt: tx.now } });
}
