import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { microsToDecimal } from './money';

describe('money', () => {
  it('as decimal text loses no micro', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), (micros) => {
        const [whole = '', fraction = ''] = microsToDecimal(micros).split('.');
        expect(fraction.length).toBeGreaterThanOrEqual(2);
        expect(BigInt(whole + fraction.padEnd(6, '0'))).toBe(micros);
      }),
    );
    expect(microsToDecimal(1_500_000n)).toBe('1.50');
    expect(microsToDecimal(-1n)).toBe('-0.000001');
  });
});
