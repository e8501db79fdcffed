import { Prisma, type Db } from '@/server/shared/db';
import { uuidFromId, type Id } from '@/server/shared/ids';

/** metered = rated = posted = balance change, as numbers. */
export interface Identity {
  /** From quantities and price snapshots alone. Here and below, what was given back by corrections and reversals is taken off. */
  meteredMicros: bigint;
  /** Sum of the charges of usage records. */
  ratedMicros: bigint;
  /** Sum of the revenue that usage transactions, their corrections and their reversals booked. */
  postedMicros: bigint;
  /** What these transactions took from funds, holds and receivable. */
  balanceChangeMicros: bigint;
  /** Cached balances against the sums of their entries, and the money on hold against the holds, as absolute differences. */
  cacheDifferenceMicros: bigint;
  /** The sum of all differences; anything but zero is a defect that somebody has to look at. */
  unexplainedMicros: bigint;
  /** Usage records that have no price. */
  unratedRecords: number;
  /** Unit-milliseconds of unrated usage. */
  unratedQuantity: bigint;
}

/** Checks the identity, of one organization or of all. Reads everything: for the Finance screen and the tests, not for a hot path. */
export async function checkIdentity(db: Db, organizationId?: Id<'org'>): Promise<Identity> {
  const one = organizationId ? Prisma.sql`WHERE organization_id = ${uuidFromId(organizationId)}::uuid` : Prisma.empty;
  const rows = await db.$queryRaw<Omit<Identity, 'unexplainedMicros'>[]>`
    WITH accounts AS MATERIALIZED (SELECT id FROM billing_account ${one}),
    usage AS (
      SELECT u.resource_id, u.unit, u.price_snapshot_id, sum(u.quantity) AS quantity, sum(u.charge_micros) AS charge
      FROM billing_usage_record u JOIN accounts a ON a.id = u.billing_account_id
      WHERE u.kind = 'usage' AND u.charge_micros IS NOT NULL GROUP BY 1, 2, 3
    ),
    given_back AS (
      SELECT coalesce(sum(div(u.quantity * p.micros_per_hour + u.remainder_before - u.remainder_after, 3600000)), 0) AS metered,
        coalesce(sum(u.charge_micros), 0) AS charge
      FROM billing_usage_record u JOIN accounts a ON a.id = u.billing_account_id
      JOIN billing_price_snapshot p ON p.id = u.price_snapshot_id
      WHERE u.kind <> 'usage'
    ),
    posted AS (
      SELECT coalesce(sum(e.amount_micros) FILTER (WHERE l.kind = 'revenue'), 0) AS revenue,
        coalesce(-sum(e.amount_micros) FILTER (WHERE l.kind IN ('customer_funds', 'holds', 'receivable', 'credits')), 0) AS taken
      FROM billing_ledger_transaction t JOIN accounts a ON a.id = t.billing_account_id
      JOIN billing_ledger_entry e ON e.transaction_id = t.id JOIN billing_ledger_account l ON l.id = e.ledger_account_id
      LEFT JOIN billing_ledger_transaction o ON o.id = t.reverses_id
      WHERE t.kind IN ('usage', 'usage_correction') OR o.kind = 'usage'
    ),
    cached AS (
      SELECT coalesce(sum(abs(l.balance_micros - coalesce(s.amount, 0))), 0) AS difference
      FROM billing_ledger_account l JOIN accounts a ON a.id = l.billing_account_id
      LEFT JOIN LATERAL (SELECT sum(e.amount_micros) AS amount FROM billing_ledger_entry e WHERE e.ledger_account_id = l.id) s ON true
    ),
    held AS (
      SELECT coalesce(sum(abs(l.balance_micros - coalesce(h.amount, 0))), 0) AS difference
      FROM billing_ledger_account l JOIN accounts a ON a.id = l.billing_account_id
      LEFT JOIN LATERAL (
        SELECT sum(placed_micros - captured_micros - released_micros) AS amount FROM billing_hold WHERE billing_account_id = l.billing_account_id
      ) h ON true
      WHERE l.kind = 'holds'
    ),
    unrated AS (
      SELECT count(*)::int AS records, coalesce(sum(quantity), 0)::bigint AS quantity
      FROM billing_usage_record u JOIN accounts a ON a.id = u.billing_account_id WHERE u.charge_micros IS NULL
    )
    SELECT
      ((SELECT coalesce(sum(div(u.quantity * p.micros_per_hour, 3600000)), 0)
        FROM usage u JOIN billing_price_snapshot p ON p.id = u.price_snapshot_id) + given_back.metered)::bigint AS "meteredMicros",
      ((SELECT coalesce(sum(charge), 0) FROM usage) + given_back.charge)::bigint AS "ratedMicros",
      posted.revenue::bigint AS "postedMicros", posted.taken::bigint AS "balanceChangeMicros",
      (cached.difference + held.difference)::bigint AS "cacheDifferenceMicros",
      unrated.records AS "unratedRecords", unrated.quantity AS "unratedQuantity"
    FROM posted, cached, held, unrated, given_back`;
  const row = rows[0];
  if (!row) throw new Error('the identity gave no answer');
  const unexplainedMicros =
    abs(row.meteredMicros - row.ratedMicros) +
    abs(row.ratedMicros - row.postedMicros) +
    abs(row.postedMicros - row.balanceChangeMicros) +
    row.cacheDifferenceMicros;
  return { ...row, unexplainedMicros };
}

function abs(micros: bigint): bigint {
  return micros < 0n ? -micros : micros;
}
