import { expect, test } from 'vitest';
import { formatBytes } from '../format/quantity';
import { binaryTicks } from './binary-ticks';

test('an axis of bytes has round sizes, and reaches above its data', () => {
  const mib = 1_048_576;
  expect(binaryTicks(10.7 * mib).map(formatBytes)).toEqual(['0 B', '4 MiB', '8 MiB', '12 MiB']);
  expect(binaryTicks(8 * 1_024).map(formatBytes)).toEqual(['0 B', '2 KiB', '4 KiB', '6 KiB', '8 KiB']);
  for (const max of [0, 1, 5, 1_000, 3 * mib, 80 * 1_024 * mib]) {
    const ticks = binaryTicks(max);
    expect(ticks.length).toBeLessThanOrEqual(5);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(max);
  }
});
