import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMoney, decimalToMicros, microsToDecimal } from './money';

describe('money', () => {
  it('decimal text loses no micro', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), (micros) => {
        expect(decimalToMicros(microsToDecimal(micros))).toBe(micros);
      }),
    );
    expect(microsToDecimal(1_500_000n)).toBe('1.50');
    expect(microsToDecimal(-1n)).toBe('-0.000001');
  });

  it('refuses text that is no amount, and sums of two currencies', () => {
    for (const bad of ['', '1e3', '0.0000001', '1,5', 'NaN', '99999999999999'])
      expect(decimalToMicros(bad)).toBeUndefined();
    expect(() => addMoney({ currency: 'EUR', micros: 1n }, { currency: 'USD', micros: 1n })).toThrow(RangeError);
  });
});
