import { describe, expect, it } from 'vitest';
import { parseAmount } from './amount';

describe('an amount that somebody types', () => {
  it('becomes micros without passing through a float', () => {
    expect(parseAmount('0.1')).toBe(100_000n);
    expect(parseAmount(' 999999999,000001 ')).toBe(999_999_999_000_001n);
  });

  it('is refused when it is none', () => {
    for (const bad of ['', '-1', '1e3', '0.0000001', '1.', 'abc', '9999999999'])
      expect(parseAmount(bad)).toBeUndefined();
  });
});
