import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newUuid } from '@/server/shared/ids';
import { planCharges, planCorrections, planExtensions } from './charge.rules';
import type { Meter } from './metering.types';
import { rateInterval } from './rating.rules';

const meter = (over: Partial<Meter> = {}): Meter => ({
  resourceId: newUuid(),
  unit: 'gpu-second',
  departmentId: newUuid(),
  projectId: newUuid(),
  actorId: newUuid(),
  product: 'gpuaas',
  priceSnapshotId: newUuid(),
  multiplier: 1,
  microsPerHour: 3_600_000n,
  throughMs: 0,
  stopMs: null,
  remainder: 0n,
  holdId: newUuid(),
  holdLeftMicros: 0n,
  ...over,
});

const meters = fc.array(
  fc.record({
    multiplier: fc.integer({ min: 1, max: 8 }),
    microsPerHour: fc.oneof(fc.constant(null), fc.bigInt({ min: 0n, max: 10n ** 9n })),
    throughMs: fc.integer({ min: 0, max: 100_000 }),
    remainder: fc.bigInt({ min: 0n, max: 3_599_999n }),
    holdLeftMicros: fc.bigInt({ min: 0n, max: 10n ** 6n }),
  }),
  { maxLength: 12 },
);

describe('a metering window', () => {
  it('nets to zero, takes no hold below nothing and no funds below the floor, whatever there is', () => {
    fc.assert(
      fc.property(meters, fc.bigInt({ min: 0n, max: 10n ** 7n }), (list, availableMicros) => {
        const all = list.map((over) => meter(over));
        const plan = planCharges(all, 60_000, { availableMicros });
        expect(plan.legs.reduce((sum, leg) => sum + leg.amountMicros, 0n)).toBe(0n);
        expect(plan.legs.every((leg) => leg.amountMicros !== 0n)).toBe(true);
        expect(plan.purse.availableMicros >= 0n).toBe(true);
        for (const each of all) {
          expect((plan.captured.get(each.holdId ?? '') ?? 0n) <= each.holdLeftMicros).toBe(true);
        }
        const rated = plan.usage.reduce((sum, row) => sum + (row.chargeMicros ?? 0n), 0n);
        const revenue = plan.legs.filter((leg) => leg.account === 'revenue');
        expect(revenue.reduce((sum, leg) => sum + leg.amountMicros, 0n)).toBe(rated);
        expect(revenue.length).toBe(rated > 0n ? 1 : 0);
        const owed = plan.legs.some((leg) => leg.account === 'receivable');
        if (owed) expect(plan.purse.availableMicros).toBe(0n);
      }),
    );
  });

  it('takes the hold first, then funds to the floor, and owes the rest; then it asks for release', () => {
    const running = meter({ holdLeftMicros: 10_000n });
    const plan = planCharges([running], 60_000, { availableMicros: 20_000n });
    expect(plan.legs.map((leg) => [leg.account, leg.amountMicros])).toEqual([
      ['holds', -10_000n],
      ['customer_funds', -20_000n],
      ['receivable', -30_000n],
      ['revenue', 60_000n],
    ]);
    expect(plan.exhausted).toEqual([running.resourceId]);
  });

  it('charges up to the stop and not past it, and does not ask a stopped resource to stop', () => {
    const plan = planCharges([meter({ stopMs: 30_000 })], 60_000, { availableMicros: 0n });
    expect(plan.usage[0]).toMatchObject({ endMs: 30_000, chargeMicros: 30_000n });
    expect(plan.exhausted).toEqual([]);
  });

  it('records usage without a price as unrated, never as zero', () => {
    const plan = planCharges([meter({ microsPerHour: null, priceSnapshotId: null })], 60_000, { availableMicros: 1n });
    expect(plan.usage[0]?.chargeMicros).toBeNull();
    expect(plan.legs).toEqual([]);
  });

  it('extends a hold to its full reach when less than half is left, as far as funds allow', () => {
    const short = meter({ holdLeftMicros: 1_700_000n });
    const full = meter({ holdLeftMicros: 3_600_000n });
    const plan = planCharges([short, full], 60_000, { availableMicros: 500_000n });
    expect(planExtensions([short, full], plan, 3_600_000)).toEqual([{ meter: short, amountMicros: 500_000n }]);
  });

  it('pays what was metered past the real stop back, record by record: what is owed first, then funds', () => {
    const late = meter({ throughMs: 120_000, stopMs: 20_000 });
    const past = [
      { id: newUuid(), departmentId: late.departmentId, startMs: 0, endMs: 60_000, remainderAfter: 0n },
      { id: newUuid(), departmentId: late.departmentId, startMs: 60_000, endMs: 120_000, remainderAfter: 0n },
    ];
    const { usage, legs } = planCorrections(late, past, 15_000n);
    expect(usage).toMatchObject([
      { kind: 'correction', startMs: 20_000, endMs: 60_000, chargeMicros: -40_000n, correctsId: past[0]?.id },
      { kind: 'correction', startMs: 60_000, endMs: 120_000, chargeMicros: -60_000n, correctsId: past[1]?.id },
    ]);
    expect(legs.map((leg) => [leg.account, leg.amountMicros])).toEqual([
      ['revenue', -100_000n],
      ['receivable', 15_000n],
      ['customer_funds', 85_000n],
    ]);
  });

  it('gives back of a record never more than it charged, and of a whole one exactly that, whatever remainder it carried', () => {
    const facts = fc.record({
      rate: fc.bigInt({ min: 0n, max: 10n ** 9n }),
      before: fc.bigInt({ min: 0n, max: 3_599_999n }),
      lengthMs: fc.integer({ min: 1, max: 100_000 }),
      cutMs: fc.integer({ min: 0, max: 99_999 }),
    });
    fc.assert(
      fc.property(facts, ({ rate, before, lengthMs, cutMs }) => {
        const charged = rateInterval({ quantity: BigInt(lengthMs), microsPerHour: rate, remainder: before });
        const stopMs = cutMs % lengthMs;
        const kept = rateInterval({ quantity: BigInt(stopMs), microsPerHour: rate, remainder: before });
        const late = meter({ microsPerHour: rate, throughMs: lengthMs, stopMs });
        const record = { id: newUuid(), departmentId: late.departmentId, startMs: 0, endMs: lengthMs };
        const { usage } = planCorrections(late, [{ ...record, remainderAfter: charged.remainder }], 0n);
        expect(charged.chargeMicros + (usage[0]?.chargeMicros ?? 0n)).toBe(kept.chargeMicros);
        expect(usage[0]?.remainderAfter).toBe(kept.remainder);
      }),
    );
  });
});
