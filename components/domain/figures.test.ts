import { describe, expect, it } from 'vitest';
import { seriesColors } from '@/components/charts/palette';
import { activeHref } from '@/components/shell/navigation';
import { burnDownShape } from './burn-down';

const dayMs = 86_400_000;
const usd = (micros: bigint) => ({ currency: 'USD', micros });

describe('burn-down', () => {
  const input = {
    budget: usd(100n),
    periodStartMs: 0,
    periodEndMs: 30 * dayMs,
    points: [{ atMs: 10 * dayMs, micros: 50n }],
  };

  it('meets the budget where the forecast line does', () => {
    expect(burnDownShape({ ...input, forecast: usd(150n) }).runsOutMs).toBe(20 * dayMs);
  });

  it('names no day when the money lasts, or when it is gone already', () => {
    expect(burnDownShape({ ...input, forecast: usd(90n) }).runsOutMs).toBeUndefined();
    expect(burnDownShape({ ...input, budget: usd(40n), forecast: usd(150n) }).runsOutMs).toBeUndefined();
  });

  it('draws without a budget and without a point', () => {
    const shape = burnDownShape({ ...input, budget: usd(0n), points: [] });
    expect(shape.spentShare).toBe(0);
    expect(shape.line).not.toContain('NaN');
  });
});

describe('colours of series', () => {
  it('do not depend on the order of the keys, and no two of eight are equal', () => {
    const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const colors = seriesColors(keys);
    expect(new Set(colors.values()).size).toBe(8);
    expect(seriesColors([...keys].reverse())).toEqual(colors);
  });

  it('are the colour of the rest beyond eight', () => {
    const colors = seriesColors(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'other']);
    expect(colors.get('other')).toBe('var(--color-series-other)');
    expect(colors.get('i')).toBe('var(--color-series-other)');
  });
});

describe('the rail', () => {
  const navigation = {
    workloads: [
      { href: '/', label: 'Home' },
      { href: '/workloads', label: 'Work' },
    ],
    access: [{ href: '/workloads/people', label: 'People' }],
  };

  it('marks the longest address that leads to the page', () => {
    expect(activeHref(navigation, '/workloads/people/usr_1')).toBe('/workloads/people');
    expect(activeHref(navigation, '/workloads/alc_1')).toBe('/workloads');
    expect(activeHref(navigation, '/')).toBe('/');
    expect(activeHref(navigation, '/workloads-of-others')).toBeUndefined();
  });
});
