import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrganizationScope } from '@/server/platform/iam';
import { overrideClock } from '@/server/shared/clock';
import { database, inTransaction, type Tx } from '@/server/shared/db';
import { idFromUuid, newId, newUuid } from '@/server/shared/ids';
import { fileDatabase } from '@/server/testkit';
import { reverseTransaction } from '../accounts/account.service';
import { CURRENCY, constraintOf, makeSnapshot, makeTenant, OPERATOR, query, uuid } from '../billing.testkit';
import type { TestTenant } from '../billing.testkit';
import * as budgets from '../budgets/budget.repository';
import { gateLaunch } from '../holds/hold.service';
import { reverse } from '../ledger/ledger.service';
import { checkIdentity } from '../spend/identity.service';
import { accruedFor, readSeries, readTop } from '../spend/spend.query';
import { listUsage } from '../spend/usage.query';
import { insertReversedUsage } from './metering.repository';
import { startMetering, stopMetering } from './metering.service';
import { runMeterTick } from './metering.tick';

const START = Date.parse('2026-03-10T08:00:00Z');
const MINUTE_MS = 60_000;
const FUNDS = 10_000_000n;
/** One micro per millisecond: a minute costs 60,000. */
const RATE = 3_600_000n;

let nowMs = START;
beforeEach(() => {
  nowMs = START;
  overrideClock(() => new Date(nowMs));
});
afterEach(() => overrideClock(undefined));

/** A tenant whose one resource ran and was ticked for so many minutes. */
async function runFor(minutes: number) {
  const tenant = await makeTenant(FUNDS);
  const snapshot = await makeSnapshot(RATE);
  const resource = { id: newId('alc'), name: 'quiet-lab' };
  await inTransaction(async (tx) => {
    await gateLaunch(tx, { attribution: tenant.attribution, resource, estimateMicros: 100_000n });
    await startMetering(tx, {
      resourceId: resource.id,
      unit: 'gpu-second',
      attribution: tenant.attribution,
      priceSnapshotId: snapshot.id,
      at: new Date(nowMs),
      source: 'clock',
    });
  });
  for (let minute = 1; minute <= minutes; minute++) {
    nowMs = START + minute * MINUTE_MS;
    await runMeterTick({ windowMs: MINUTE_MS, holdMs: MINUTE_MS });
  }
  return { tenant, resourceId: resource.id, stopAt: (tx: Tx, atMs: number) => stopAt(tx, resource.id, atMs) };
}

const stopAt = (tx: Tx, resourceId: `alc_${string}`, atMs: number) =>
  stopMetering(tx, { resourceId, at: new Date(START + atMs), source: 'clock' });

const usageOf = (resourceId: Parameters<typeof uuid>[0]) =>
  database().usageRecord.findMany({
    where: { resourceId: uuid(resourceId) },
    orderBy: [{ startAt: 'asc' }, { kind: 'desc' }],
  });

/** Reverses the nth window. */
async function reverseWindow({ tenant, resourceId }: { tenant: TestTenant; resourceId: `alc_${string}` }, n: number) {
  const windows = (await usageOf(resourceId)).filter((row) => row.kind === 'usage');
  return inTransaction((tx) =>
    reverseTransaction(tx, {
      organizationId: tenant.organizationId,
      transactionId: idFromUuid('ltx', windows[n]?.transactionId ?? newUuid()),
      reason: 'charged by mistake',
      actor: OPERATOR,
    }),
  );
}

async function moneyOf(tenant: TestTenant): Promise<{ funds: bigint; revenue: bigint }> {
  const rows = await database().ledgerAccount.findMany({ where: { billingAccountId: uuid(tenant.accountId) } });
  const of = (kind: string) => rows.find((row) => row.kind === kind)?.balanceMicros ?? 0n;
  return { funds: of('customer_funds') + of('holds') + of('receivable'), revenue: of('revenue') };
}

const isExplained = async (tenant: TestTenant) =>
  expect(await checkIdentity(database(), tenant.organizationId)).toMatchObject({ unexplainedMicros: 0n });

describe('usage that is given back', () => {
  it('is not reversed after it was corrected, and the money went back once', async () => {
    const run = await runFor(1);
    await inTransaction((tx) => run.stopAt(tx, 30_000));
    await expect(reverseWindow(run, 0)).rejects.toMatchObject({ code: 'billing.usage_corrected' });
    expect(await moneyOf(run.tenant)).toEqual({ funds: FUNDS - 30_000n, revenue: 30_000n });
    await isExplained(run.tenant);
  });

  it('is not corrected after it was reversed, and the stop goes through', async () => {
    const run = await runFor(1);
    await reverseWindow(run, 0);
    await inTransaction((tx) => run.stopAt(tx, 30_000));
    expect(await moneyOf(run.tenant)).toEqual({ funds: FUNDS, revenue: 0n });
    const [cursor] = await database().meterCursor.findMany({ where: { resourceId: uuid(run.resourceId) } });
    expect(cursor?.closedAt).not.toBeNull();
    await isExplained(run.tenant);
  });

  it('names the record that it gives back, each once, around one that was reversed before', async () => {
    const run = await runFor(3);
    await reverseWindow(run, 1);
    await inTransaction((tx) => run.stopAt(tx, 45_000));
    expect(await moneyOf(run.tenant)).toEqual({ funds: FUNDS - 45_000n, revenue: 45_000n });
    const records = await usageOf(run.resourceId);
    const windows = records.filter((row) => row.kind === 'usage');
    const back = records.filter((row) => row.kind !== 'usage');
    expect(back.map((row) => [row.kind, row.chargeMicros])).toEqual([
      ['correction', -15_000n],
      ['reversal', -60_000n],
      ['correction', -60_000n],
    ]);
    expect(back.map((row) => row.correctsId)).toEqual(windows.map((row) => row.id));
    await isExplained(run.tenant);
  });

  it('is refused by the database the second time, when the service would not ask', async () => {
    const run = await runFor(1);
    await inTransaction((tx) => run.stopAt(tx, 30_000));
    const [window] = await usageOf(run.resourceId);
    const transactionId = window?.transactionId ?? newUuid();
    const reversal = {
      billingAccountId: uuid(run.tenant.accountId),
      transactionId,
      idempotencyKey: newUuid(),
      actor: { kind: 'system', id: null } as const,
      reason: 'charged by mistake',
    };
    const withoutUsage = inTransaction((tx) => reverse(tx, reversal));
    await expect(withoutUsage).rejects.toMatchObject({ code: 'billing.ledger_refused' });
    const withUsage = inTransaction(async (tx) => {
      const posted = await reverse(tx, reversal);
      await insertReversedUsage(tx, { transactionId, reversalId: posted.transactionId });
    });
    await expect(withUsage).rejects.toMatchObject({ code: 'billing.usage_corrected' });
  });

  it('is refused by the database when it is more than its record says, or the meter still runs', async () => {
    const run = await runFor(1);
    const giveBack = (quantity: number, endMs: number) =>
      constraintOf(
        query(
          fileDatabase().url,
          `INSERT INTO billing_usage_record (id, kind, resource_id, unit, start_at, end_at, quantity, price_snapshot_id, charge_micros,
            remainder_before, remainder_after, billing_account_id, organization_id, department_id, project_id, actor_id, product, corrects_id)
           SELECT gen_random_uuid(), 'correction', resource_id, unit, start_at, to_timestamp($3 / 1000.0), $2, price_snapshot_id,
            0, 0, 0, billing_account_id, organization_id, department_id, project_id, actor_id, product, id
           FROM billing_usage_record WHERE resource_id = $1`,
          [uuid(run.resourceId), quantity, endMs],
        ),
      );
    expect(await giveBack(-60_000, START + MINUTE_MS)).toBe('billing_usage_gives_back');
    expect(await giveBack(-60_001, START + MINUTE_MS + 1)).toBe('billing_usage_gives_back');
  });

  it('is gone from spend, cost and budget, which show that it was taken back, and a hard budget lets launches in again', async () => {
    const run = await runFor(2);
    await inTransaction((tx) => run.stopAt(tx, 2 * MINUTE_MS));
    const { tenant } = run;
    const scope = { kind: 'organization', organizationId: tenant.organizationId } as OrganizationScope;
    const scopeId = uuid(tenant.organizationId);
    await inTransaction((tx) =>
      budgets.replace(
        tx,
        { kind: 'organization', id: scopeId },
        {
          organizationId: scopeId,
          scopeKind: 'organization',
          scopeId,
          amountMicros: 150_000n,
          currency: CURRENCY,
          isHard: true,
          createdById: null,
        },
      ),
    );
    const launch = () =>
      inTransaction((tx) =>
        gateLaunch(tx, {
          attribution: tenant.attribution,
          resource: { id: newId('alc'), name: 'next' },
          estimateMicros: 90_000n,
        }),
      );
    expect(await launch()).toMatchObject({ allowed: false, code: 'billing.budget_exhausted' });
    await reverseWindow(run, 0);
    const period = { from: new Date(START - MINUTE_MS), to: new Date(START + 10 * MINUTE_MS) };
    const series = await readSeries(database(), scope, { ...period, bucket: 'hour', groupBy: 'resource' });
    expect([series.posted.micros, series.takenBack.micros]).toEqual([60_000n, 60_000n]);
    expect(series.bars.flatMap((bar) => Object.values(bar.micros))).toEqual([60_000n]);
    const top = await readTop(database(), scope, { ...period, groupBy: 'project', limit: 5 });
    expect(top.map((line) => [line.amount.micros, line.quantities])).toEqual([[60_000n, { 'gpu-second': 60_000n }]]);
    expect((await accruedFor(database(), [run.resourceId])).get(run.resourceId)?.posted.micros).toBe(60_000n);
    const { items } = await listUsage(database(), scope, { filter: {}, limit: 10 });
    expect(items.map((row) => `${row.kind} ${row.givenBack ?? 'stands'}`).sort()).toEqual([
      'reversal stands',
      'usage reversal',
      'usage stands',
    ]);
    expect(await launch()).toMatchObject({ allowed: true });
    await isExplained(tenant);
  });
});
