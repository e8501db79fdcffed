import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatShare } from './quantity';
import { describeMoney, formatMoney, microsToDecimal } from './money';
import { formatClock, formatDateTime, formatDuration, formatRelative } from './time';

const usd = (micros: bigint) => ({ currency: 'USD', micros });

describe('money', () => {
  it('is exact as a decimal, also far beyond what a float holds', () => {
    expect(microsToDecimal(12_345_678n)).toBe('12.345678');
    expect(microsToDecimal(-500_000n)).toBe('-0.5');
    expect(microsToDecimal(9_007_199_254_740_993_000_001n)).toBe('9007199254740993.000001');
    expect(describeMoney(usd(1n))).toBe('USD 0.000001');
  });

  it('is short on screen, and never reads zero when it is not', () => {
    expect(formatMoney(usd(1_240_500_000n))).toBe('$1,240.50');
    expect(formatMoney(usd(0n))).toBe('$0.00');
    expect(formatMoney(usd(123n))).toBe('$0.000123');
    expect(formatMoney(usd(-1_999n))).toBe('-$0.001999');
    expect(formatMoney(usd(5_000n))).toBe('$0.01');
  });

  it('shows all digits when asked, and the sign of changes', () => {
    expect(formatMoney(usd(2_400_001n), { precision: 'full' })).toBe('$2.400001');
    expect(formatMoney(usd(2_000_000n), { signed: true })).toBe('+$2.00');
    expect(formatMoney({ currency: 'JPY', micros: 1_500_000_000n })).toBe('¥1,500');
  });
});

describe('time', () => {
  it('says durations in at most two units', () => {
    expect(formatDuration(1_240)).toBe('1.2 s');
    expect(formatDuration(42_900)).toBe('42 s');
    expect(formatDuration(8_040_000)).toBe('2 h 14 min');
    expect(formatDuration(3_600_000)).toBe('1 h');
    expect(formatDuration(273_600_000)).toBe('3 d 4 h');
    expect(formatDuration(-5)).toBe('0 s');
    expect(formatClock(93_787_000)).toBe('26:03:07');
    expect(formatClock(42_000)).toBe('0:42');
  });

  it('says how far away a moment is, in both directions, and the date from a week on', () => {
    const now = Date.UTC(2026, 10, 22, 12);
    expect(formatRelative(now - 3_000, now, 'UTC')).toBe('just now');
    expect(formatRelative(now - 300_000, now, 'UTC')).toBe('5 min ago');
    expect(formatRelative(now + 10_800_000, now, 'UTC')).toBe('in 3 h');
    expect(formatRelative(now - 8 * 86_400_000, now, 'UTC')).toBe('14 Nov 2026');
  });

  it('shows the zone with every full time', () => {
    expect(formatDateTime('2026-11-22T23:12:50Z', 'UTC')).toBe('22 Nov 2026, 23:12:50 UTC');
    expect(formatDateTime('2026-11-22T23:12:50Z', 'Europe/Berlin')).toContain('23 Nov 2026, 00:12:50');
  });
});

describe('quantities', () => {
  it('carry their unit', () => {
    expect(formatBytes(1_610_612_736)).toBe('1.5 GiB');
    expect(formatBytes(0)).toBe('0 B');
    expect(formatShare(0.004)).toBe('< 1 %');
    expect(formatShare(0.42)).toBe('42 %');
    expect(formatCount(1, 'row')).toBe('1 row');
    expect(formatCount(1240, 'row')).toBe('1,240 rows');
  });
});
