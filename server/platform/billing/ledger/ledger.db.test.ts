import { beforeAll, describe, expect, it } from 'vitest';
import { database, inTransaction } from '@/server/shared/db';
import { newId, newUuid } from '@/server/shared/ids';
import { fileDatabase } from '@/server/testkit';
import { adjustBalance, reverseTransaction } from '../accounts/account.service';
import {
  constraintOf,
  fund,
  makeSnapshot,
  makeTenant,
  OPERATOR,
  query,
  uuid,
  type TestTenant,
} from '../billing.testkit';
import { startMetering, stopMetering } from '../metering/metering.service';
import { insert } from './ledger.repository';
import type { Leg, Posting } from './ledger.types';

let tenant: TestTenant;
let account: string;

beforeAll(async () => {
  tenant = await makeTenant(100_000_000n);
  account = uuid(tenant.accountId);
});

function posting(legs: Leg[], key = newUuid()): Posting {
  return {
    billingAccountId: account,
    kind: 'adjustment',
    occurredAt: new Date('2026-01-01T00:00:00Z'),
    idempotencyKey: key,
    actor: { kind: 'system', id: null },
    reason: 'a reason long enough',
    legs,
  };
}

const up = (amountMicros: bigint): Leg[] => [
  { account: 'adjustments', amountMicros: -amountMicros },
  { account: 'customer_funds', amountMicros },
];

/** Posts past the service's own checks, as broken code would. */
const postRaw = (body: Posting) => inTransaction((tx) => insert(tx.db, body, 'test'));

/** Lets something run for a minute, so that there is a price, a snapshot, meter events and usage too. */
async function leaveRowsEverywhere(): Promise<void> {
  const { attribution } = await makeTenant(100_000_000n);
  const { id: priceSnapshotId, unit } = await makeSnapshot(3_600_000n);
  await inTransaction(async (tx) => {
    const resourceId = newId('alc');
    const at = new Date(tx.now.getTime() - 60_000);
    await startMetering(tx, { resourceId, unit, attribution, priceSnapshotId, at, source: 'clock' });
    await stopMetering(tx, { resourceId, at: tx.now, source: 'clock' });
  });
}

async function balances(): Promise<Record<string, bigint>> {
  const rows = await database().ledgerAccount.findMany({ where: { billingAccountId: account } });
  return Object.fromEntries(rows.map((row) => [row.kind, row.balanceMicros]));
}

describe('the ledger', () => {
  it('refuses at COMMIT a transaction that does not net to zero, or has fewer entries than two', async () => {
    const before = await balances();
    const odd: Leg[] = [
      { account: 'adjustments', amountMicros: -5n },
      { account: 'customer_funds', amountMicros: 6n },
    ];
    await expect(postRaw(posting(odd))).rejects.toMatchObject({ code: 'billing.ledger_refused' });
    await expect(postRaw(posting([{ account: 'customer_funds', amountMicros: 5n }]))).rejects.toMatchObject({
      code: 'billing.ledger_refused',
    });
    expect(await balances()).toEqual(before);
  });

  it('refuses a header that announces other entries than it has', async () => {
    const sql = `INSERT INTO billing_ledger_transaction (id, billing_account_id, seq, encoding_version, kind, currency, occurred_at,
      idempotency_key, body_hash, entry_count, actor_kind, correlation_id)
      VALUES ($1, $2, 99, 1, 'hold', 'EUR', now(), $3, 'x', 2, 'system', 'c')`;
    const attempt = query(fileDatabase().url, sql, [newUuid(), account, newUuid()]);
    expect(await constraintOf(attempt)).toBe('billing_transaction_entries');
  });

  it('takes no entry into a transaction of another moment', async () => {
    const posted = await postRaw(posting(up(1n)));
    const late = `INSERT INTO billing_ledger_entry SELECT transaction_id, line_no + 10, billing_account_id, ledger_account_id,
      amount_micros, currency, organization_id FROM billing_ledger_entry WHERE transaction_id = $1`;
    for (const url of [fileDatabase().url, fileDatabase().ownerUrl]) {
      expect(await constraintOf(query(url, late, [posted.transactionId]))).toBe('billing_entry_own_transaction');
    }
  });

  it('takes no entry into an account of another billing account', async () => {
    const other = await makeTenant(0n);
    const [foreign] = await query(
      fileDatabase().url,
      `SELECT id FROM billing_ledger_account WHERE billing_account_id = $1 AND kind = 'customer_funds'`,
      [uuid(other.accountId)],
    );
    const sql = `WITH t AS (INSERT INTO billing_ledger_transaction (id, billing_account_id, seq, encoding_version, kind, currency,
      occurred_at, idempotency_key, body_hash, entry_count, actor_kind, correlation_id)
      VALUES ($1, $2, 0, 1, 'hold', 'EUR', now(), $3, 'x', 2, 'system', 'c') RETURNING *)
      INSERT INTO billing_ledger_entry (transaction_id, line_no, billing_account_id, ledger_account_id, amount_micros, currency, organization_id)
      SELECT t.id, n, t.billing_account_id, $4, CASE n WHEN 1 THEN 5 ELSE -5 END, t.currency, $5 FROM t, generate_series(1, 2) n`;
    const attempt = query(fileDatabase().url, sql, [
      newUuid(),
      account,
      newUuid(),
      foreign?.['id'],
      uuid(tenant.organizationId),
    ]);
    expect(await constraintOf(attempt)).toBe('billing_entry_account');
  });

  it('never changes or removes a row, for the application and for the owner', async () => {
    const { url, ownerUrl } = fileDatabase();
    await leaveRowsEverywhere();
    const forEver = [
      'ledger_transaction',
      'ledger_entry',
      'usage_record',
      'meter_event',
      'price_book',
      'price_rate',
      'price_snapshot',
    ];
    for (const table of forEver.map((name) => `billing_${name}`)) {
      const [count] = await query(url, `SELECT count(*)::int AS n FROM ${table}`);
      expect(count?.['n'], `rows in ${table}`).toBeGreaterThan(0);
      const [column] = await query(
        url,
        `SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 LIMIT 1`,
        [table],
      );
      const name = String(column?.['name']);
      for (const sql of [
        `UPDATE ${table} SET ${name} = ${name}`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table} CASCADE`,
      ]) {
        expect(await constraintOf(query(url, sql)), `${sql} as the application`).toBe('42501');
        expect(await constraintOf(query(ownerUrl, sql)), `${sql} as the owner`).toBe('billing_append_only');
      }
    }
  });

  it('lets nobody set a balance or a sequence by hand', async () => {
    const { url, ownerUrl } = fileDatabase();
    const balance = 'UPDATE billing_ledger_account SET balance_micros = balance_micros + 1';
    const seq = 'UPDATE billing_account SET last_seq = last_seq + 1';
    expect(await constraintOf(query(url, balance))).toBe('42501');
    expect(await constraintOf(query(url, seq))).toBe('42501');
    expect(await constraintOf(query(ownerUrl, balance))).toBe('billing_balance_derived');
    expect(await constraintOf(query(ownerUrl, seq))).toBe('billing_seq_gapless');
    expect(await constraintOf(query(ownerUrl, 'DELETE FROM billing_ledger_account'))).toBe('billing_append_only');
  });

  it('keeps guarded accounts above their floor and books nothing of a refused posting', async () => {
    const before = await balances();
    const tooMuch = -(before['customer_funds'] ?? 0n) - 1n;
    await expect(inTransaction((tx) => fund(tx, tenant.organizationId, tooMuch))).rejects.toMatchObject({
      code: 'billing.insufficient_funds',
    });
    expect(await balances()).toEqual(before);
  });

  it('posts one idempotency key once: same body, same answer; another body, conflict', async () => {
    const adjust = (amountMicros: bigint, idempotencyKey: string) =>
      inTransaction((tx) =>
        adjustBalance(tx, {
          organizationId: tenant.organizationId,
          amountMicros,
          reason: 'A gift of ten',
          idempotencyKey,
          actor: OPERATOR,
        }),
      );
    const key = newUuid();
    const before = await balances();
    const answers = await Promise.all([adjust(10n, key), adjust(10n, key), adjust(10n, key)]);
    expect(new Set(answers.map((answer) => answer.transactionId)).size).toBe(1);
    expect((await balances())['customer_funds']).toBe((before['customer_funds'] ?? 0n) + 10n);
    await expect(adjust(11n, key)).rejects.toMatchObject({ code: 'billing.idempotency_conflict' });
  });

  it('reverses a transaction in full and at most once, however many ask at once', async () => {
    const before = await balances();
    const { transactionId } = await inTransaction((tx) => fund(tx, tenant.organizationId, 7_000n));
    const reverse = () =>
      inTransaction((tx) =>
        reverseTransaction(tx, {
          organizationId: tenant.organizationId,
          transactionId,
          reason: 'Booked by mistake',
          actor: OPERATOR,
        }),
      );
    const answers = await Promise.all([reverse(), reverse(), reverse()]);
    expect(new Set(answers.map((answer) => answer.transactionId)).size).toBe(1);
    expect(await balances()).toEqual(before);
    const again: Posting = { ...posting(up(-7_000n)), kind: 'reversal', reversesId: uuid(transactionId) };
    await expect(postRaw(again)).rejects.toMatchObject({ code: 'billing.already_reversed' });
  });

  it('takes no reversal that differs from what it reverses', async () => {
    const { transactionId } = await inTransaction((tx) => fund(tx, tenant.organizationId, 500n));
    const partial: Posting = { ...posting(up(-499n)), kind: 'reversal', reversesId: uuid(transactionId) };
    await expect(postRaw(partial)).rejects.toMatchObject({ code: 'billing.ledger_refused' });
  });

  it('numbers the transactions of an account without a gap, though some roll back and many come at once', async () => {
    const attempts = Array.from({ length: 40 }, (_, n) =>
      inTransaction(async (tx) => {
        await insert(tx.db, posting(up(1n)), 'test');
        if (n % 3 === 0) throw new Error('changed its mind');
      }).catch(() => undefined),
    );
    await Promise.all(attempts);
    const [row] = await query(
      fileDatabase().url,
      `SELECT count(*)::int AS n, min(seq)::int AS low, max(seq)::int AS high,
        (SELECT last_seq::int FROM billing_account WHERE id = $1) AS last
        FROM billing_ledger_transaction WHERE billing_account_id = $1`,
      [account],
    );
    expect(row).toEqual({ n: row?.['high'], low: 1, high: row?.['n'], last: row?.['n'] });
  });

  it('holds every cached balance equal to the sum of its entries', async () => {
    const rows = await query(
      fileDatabase().url,
      `SELECT a.kind FROM billing_ledger_account a LEFT JOIN billing_ledger_entry e ON e.ledger_account_id = a.id
        GROUP BY a.id HAVING a.balance_micros <> coalesce(sum(e.amount_micros), 0)`,
    );
    expect(rows).toEqual([]);
  });
});
