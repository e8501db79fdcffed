import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { overrideClock } from '@/server/shared/clock';
import { database, inTransaction, type Tx } from '@/server/shared/db';
import { newId } from '@/server/shared/ids';
import { fileDatabase } from '@/server/testkit';
import { constraintOf, makeSnapshot, makeTenant, query, uuid, type TestTenant } from '../billing.testkit';
import { gateLaunch } from '../holds/hold.service';
import type { PriceSnapshot } from '../prices/price.types';
import { checkIdentity } from '../spend/identity.service';
import { startMetering, stopMetering } from './metering.service';
import { runMeterTick } from './metering.tick';
import { registerReleaseRequester } from './release-requester';

const SETTINGS = { windowMs: 60_000, holdMs: 3_600_000 };
const START = Date.parse('2026-03-10T08:00:00Z');

let nowMs = START;
const asked: string[] = [];

beforeEach(() => {
  nowMs = START;
  asked.length = 0;
  overrideClock(() => new Date(nowMs));
  registerReleaseRequester((tx, resourceId) => {
    asked.push(resourceId);
    return stop(tx, resourceId);
  });
});
afterEach(() => overrideClock(undefined));

const stop = (tx: Tx, resourceId: Parameters<typeof stopMetering>[1]['resourceId'], atMs = nowMs) =>
  stopMetering(tx, { resourceId, at: new Date(atMs), source: 'clock' });

async function run(tenant: TestTenant, snapshot: PriceSnapshot | null, holdMicros = 0n) {
  const resource = { id: newId('alc'), name: 'quiet-lab' };
  await inTransaction(async (tx) => {
    await gateLaunch(tx, { attribution: tenant.attribution, resource, estimateMicros: holdMicros });
    await startMetering(tx, {
      resourceId: resource.id,
      unit: 'gpu-second',
      attribution: tenant.attribution,
      priceSnapshotId: snapshot?.id ?? null,
      at: new Date(nowMs),
      source: 'clock',
    });
  });
  return resource.id;
}

const tickAt = (atMs: number) => {
  nowMs = atMs;
  return runMeterTick(SETTINGS);
};

async function moneyOf(tenant: TestTenant): Promise<Record<string, bigint>> {
  const rows = await database().ledgerAccount.findMany({ where: { billingAccountId: uuid(tenant.accountId) } });
  return Object.fromEntries(rows.map((row) => [row.kind, row.balanceMicros]));
}

const usageOf = (resourceId: Parameters<typeof uuid>[0]) =>
  database().usageRecord.findMany({ where: { resourceId: uuid(resourceId) }, orderBy: { startAt: 'asc' } });

describe('metering', () => {
  it('charges a run of any number of windows to the micro, and ends with every micro explained', async () => {
    const tenant = await makeTenant(50_000_000n);
    const snapshot = await makeSnapshot(1_234_567n, 3);
    nowMs = START + 17_123;
    const resource = await run(tenant, snapshot, snapshot.totalMicrosPerHour);
    for (const minute of [1, 2, 3, 9]) await tickAt(START + minute * 60_000 + 5_000);
    const endMs = START + 9 * 60_000 + 31_077;
    nowMs = endMs;
    await inTransaction((tx) => stop(tx, resource));
    const usage = await usageOf(resource);
    expect(usage.map((row) => row.endAt.getTime() - START)).toEqual([60_000, 120_000, 180_000, 540_000, 571_077]);
    const expected = (3n * 1_234_567n * BigInt(endMs - START - 17_123)) / 3_600_000n;
    const money = await moneyOf(tenant);
    expect(money).toMatchObject({
      customer_funds: 50_000_000n - expected,
      holds: 0n,
      revenue: expected,
      receivable: 0n,
    });
    expect(await checkIdentity(database(), tenant.organizationId)).toMatchObject({
      meteredMicros: expected,
      ratedMicros: expected,
      postedMicros: expected,
      unexplainedMicros: 0n,
    });
  });

  it('meters once when it ticks many times, and when many workers tick at once', async () => {
    const tenant = await makeTenant(50_000_000n);
    const resource = await run(tenant, await makeSnapshot(3_600_000n), 3_600_000n);
    nowMs = START + 60_000;
    await Promise.all(Array.from({ length: 8 }, () => runMeterTick(SETTINGS)));
    await runMeterTick(SETTINGS);
    expect(await usageOf(resource)).toHaveLength(1);
    expect((await moneyOf(tenant))['revenue']).toBe(60_000n);
  });

  it('catches up after an outage in whole days of the organization, changing to summer time too', async () => {
    const tenant = await makeTenant(500_000_000n);
    nowMs = Date.parse('2026-03-28T10:00:00Z');
    const resource = await run(tenant, await makeSnapshot(3_600_000n));
    await tickAt(Date.parse('2026-03-30T12:00:00Z'));
    const ends = (await usageOf(resource)).map((row) => row.endAt.toISOString());
    expect(ends).toEqual(['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z', '2026-03-30T12:00:00.000Z']);
    expect((await moneyOf(tenant))['revenue']).toBe(50n * 3_600_000n);
  });

  it('takes hold, then funds, then owes; asks for release in the same transaction, and says that the balance is depleted', async () => {
    const tenant = await makeTenant(100_000n);
    const resource = await run(tenant, await makeSnapshot(3_600_000n), 50_000n);
    await tickAt(START + 180_000);
    expect(asked).toEqual([resource]);
    expect(await moneyOf(tenant)).toMatchObject({
      customer_funds: 0n,
      holds: 0n,
      receivable: -80_000n,
      revenue: 180_000n,
    });
    const account = await database().billingAccount.findUniqueOrThrow({ where: { id: uuid(tenant.accountId) } });
    expect(account.balanceState).toBe('depleted');
    await tickAt(START + 600_000);
    expect((await moneyOf(tenant))['revenue']).toBe(180_000n);
    expect(await checkIdentity(database(), tenant.organizationId)).toMatchObject({ unexplainedMicros: 0n });
  });

  it('keeps the hold of running work ahead while there is money', async () => {
    const tenant = await makeTenant(100_000_000n);
    await run(tenant, await makeSnapshot(3_600_000n), 3_600_000n);
    await tickAt(START + 31 * 60_000);
    expect((await moneyOf(tenant))['holds']).toBe(3_600_000n);
    expect(await checkIdentity(database(), tenant.organizationId)).toMatchObject({ unexplainedMicros: 0n });
  });

  it('gives back what was metered past the real stop, linked to the resource, and nothing else', async () => {
    const tenant = await makeTenant(10_000_000n);
    const resource = await run(tenant, await makeSnapshot(7_000_001n), 1_000_000n);
    await tickAt(START + 120_000);
    await inTransaction((tx) => stop(tx, resource, START + 61_001));
    await inTransaction((tx) => stop(tx, resource, START + 61_001));
    const expected = (7_000_001n * 61_001n) / 3_600_000n;
    expect(await moneyOf(tenant)).toMatchObject({
      customer_funds: 10_000_000n - expected,
      holds: 0n,
      revenue: expected,
    });
    expect((await usageOf(resource)).map((row) => row.kind)).toEqual(['usage', 'correction']);
    expect(await checkIdentity(database(), tenant.organizationId)).toMatchObject({ unexplainedMicros: 0n });
  });

  it('shows usage without a price as unrated', async () => {
    const tenant = await makeTenant(1_000_000n);
    const resource = await run(tenant, null);
    await tickAt(START + 60_000);
    await inTransaction((tx) => stop(tx, resource));
    expect(await checkIdentity(database(), tenant.organizationId)).toMatchObject({
      unratedRecords: 1,
      postedMicros: 0n,
    });
  });

  it('takes no usage that overlaps, leaves a gap, or is charged otherwise than its rate says', async () => {
    const tenant = await makeTenant(1_000_000n);
    const resource = await run(tenant, await makeSnapshot(0n));
    await tickAt(START + 60_000);
    const copy = (startMs: number, endMs: number, quantity: number) =>
      constraintOf(
        query(
          fileDatabase().url,
          `INSERT INTO billing_usage_record (id, kind, resource_id, unit, start_at, end_at, quantity, price_snapshot_id, charge_micros,
            remainder_before, remainder_after, billing_account_id, organization_id, department_id, project_id, actor_id, product)
           SELECT gen_random_uuid(), kind, resource_id, unit, to_timestamp($2 / 1000.0), to_timestamp($3 / 1000.0), $4, price_snapshot_id,
            charge_micros, 0, 0, billing_account_id, organization_id, department_id, project_id, actor_id, product
           FROM billing_usage_record WHERE resource_id = $1`,
          [uuid(resource), startMs, endMs, quantity],
        ),
      );
    const at = START + 60_000;
    expect(await copy(at - 1, at + 1_000, 1_001)).toBe('billing_usage_continuous');
    expect(await copy(at + 1, at + 1_000, 999)).toBe('billing_usage_continuous');
    expect(await copy(at, at + 1_000, 999)).toBe('billing_usage_continuous');
    const byHand = `UPDATE billing_meter_cursor SET through = through + interval '1 minute'`;
    expect(await constraintOf(query(fileDatabase().url, byHand))).toBe('42501');
    expect(await constraintOf(query(fileDatabase().ownerUrl, byHand))).toBe('billing_cursor_derived');
  });
});
