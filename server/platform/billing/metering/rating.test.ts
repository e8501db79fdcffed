import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastWindowEnd, quantityOf, rateInterval } from './rating.rules';

/** The oracle: the whole interval in one division. */
const whole = (quantity: bigint, rate: bigint) => (quantity * rate) / 3_600_000n;

const rates = fc.bigInt({ min: 0n, max: 10n ** 11n });
const multipliers = fc.integer({ min: 1, max: 64 });
const lengths = fc.array(fc.integer({ min: 1, max: 90_000_000 }), { minLength: 1, maxLength: 60 });

describe('rating', () => {
  it('charges any cut of an interval exactly what it charges the whole, to the micro', () => {
    fc.assert(
      fc.property(rates, multipliers, lengths, (microsPerHour, multiplier, windows) => {
        let remainder = 0n;
        let sumMicros = 0n;
        let at = 0;
        for (const length of windows) {
          const quantity = quantityOf(multiplier, at, at + length);
          const rated = rateInterval({ quantity, microsPerHour, remainder });
          expect(rated.remainder >= 0n && rated.remainder < 3_600_000n).toBe(true);
          sumMicros += rated.chargeMicros;
          remainder = rated.remainder;
          at += length;
        }
        expect(sumMicros).toBe(whole(quantityOf(multiplier, 0, at), microsPerHour));
      }),
    );
  });

  it('gives back the tail of an interval so that exactly the head stays charged', () => {
    fc.assert(
      fc.property(
        rates,
        multipliers,
        lengths,
        fc.integer({ min: 1, max: 1_000_000 }),
        (microsPerHour, multiplier, windows, cut) => {
          const totalMs = windows.reduce((sum, length) => sum + length, 0);
          const keptMs = Math.max(0, totalMs - cut);
          const all = rateInterval({ quantity: quantityOf(multiplier, 0, totalMs), microsPerHour, remainder: 0n });
          const back = rateInterval({
            quantity: -quantityOf(multiplier, keptMs, totalMs),
            microsPerHour,
            remainder: all.remainder,
          });
          expect(all.chargeMicros + back.chargeMicros).toBe(whole(quantityOf(multiplier, 0, keptMs), microsPerHour));
          expect(back.remainder >= 0n && back.remainder < 3_600_000n).toBe(true);
        },
      ),
    );
  });

  it('closes only windows that have ended', () => {
    expect(lastWindowEnd(119_999, 60_000)).toBe(60_000);
    expect(lastWindowEnd(120_000, 60_000)).toBe(120_000);
  });
});
