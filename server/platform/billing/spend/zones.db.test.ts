import { afterEach, describe, expect, it } from 'vitest';
import type { OrganizationScope } from '@/server/platform/iam';
import { overrideClock } from '@/server/shared/clock';
import { database, inTransaction } from '@/server/shared/db';
import { newId } from '@/server/shared/ids';
import { makeSnapshot, makeTenant } from '../billing.testkit';
import { startMetering, stopMetering } from '../metering/metering.service';
import { runMeterTick } from '../metering/metering.tick';
import { readSeries } from './spend.query';

const HOUR_MS = 3_600_000;
/** Work begins shortly before the clocks change. */
const CHANGES = [
  ['Australia/Lord_Howe', '2026-04-04T13:30:00Z', 'goes back by half an hour'],
  ['Africa/Cairo', '2026-04-23T20:30:00Z', 'has a day without a midnight'],
  ['America/Santiago', '2026-09-06T02:30:00Z', 'has a day without a midnight'],
  ['Africa/Cairo', '2026-10-29T19:30:00Z', 'has the hour before midnight twice'],
  ['America/Havana', '2026-11-01T03:30:00Z', 'has a midnight twice'],
] as const;

afterEach(() => overrideClock(undefined));

describe('spend where the clocks change at midnight', () => {
  it.each(CHANGES)('adds up over hours, days and months in %s from %s, which %s', async (zone, at) => {
    const startMs = Date.parse(at);
    overrideClock(() => new Date(startMs));
    const tenant = await makeTenant(1_000_000_000n, zone);
    const snapshot = await makeSnapshot(1_000_000n);
    const resourceId = newId('alc');
    await inTransaction((tx) =>
      startMetering(tx, {
        resourceId,
        unit: 'gpu-second',
        attribution: tenant.attribution,
        priceSnapshotId: snapshot.id,
        at: new Date(startMs),
        source: 'clock',
      }),
    );
    for (let hour = 1; hour <= 30; hour++) {
      overrideClock(() => new Date(startMs + hour * HOUR_MS));
      await runMeterTick({ windowMs: HOUR_MS, holdMs: HOUR_MS });
    }
    await inTransaction((tx) => stopMetering(tx, { resourceId, at: tx.now, source: 'clock' }));
    const scope = { kind: 'organization', organizationId: tenant.organizationId } as OrganizationScope;
    const span = { from: new Date(startMs - 40 * HOUR_MS), to: new Date(startMs + 60 * HOUR_MS) };
    for (const bucket of ['hour', 'day', 'month'] as const) {
      const series = await readSeries(database(), scope, { ...span, bucket, groupBy: 'product' });
      const drawn = series.bars.flatMap((bar) => Object.values(bar.micros)).reduce((sum, micros) => sum + micros, 0n);
      expect([drawn, series.posted.micros], bucket).toEqual([30_000_000n, 30_000_000n]);
    }
    const { bars } = await readSeries(database(), scope, { ...span, bucket: 'day', groupBy: 'product' });
    const days = bars.map((bar) => bar.at.toLocaleDateString('en-CA', { timeZone: zone }));
    expect(new Set(days).size, 'one bar per day').toBe(bars.length);
    expect([5, 6]).toContain(bars.length);
  });
});
