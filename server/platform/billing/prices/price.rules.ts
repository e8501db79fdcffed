import type { Rate } from './price.types';

/** Milliseconds of an hour: rates are per hour, time is in milliseconds, so charges are fractions over this number. */
export const MS_PER_HOUR = 3_600_000n;

/** The rates in force with `changes` laid over them, by size and unit, in a fixed order. */
export function mergeRates(inForce: readonly Rate[], changes: readonly Rate[]): Rate[] {
  const byKey = new Map([...inForce, ...changes].map((rate) => [`${rate.sku}\n${rate.unit}`, rate]));
  return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rate]) => rate);
}

/** Whether two lists in the order of mergeRates say the same. */
export function areSameRates(a: readonly Rate[], b: readonly Rate[]): boolean {
  return a.length === b.length && a.every((rate, index) => sameRate(rate, b[index]));
}

function sameRate(a: Rate, b: Rate | undefined): boolean {
  return b !== undefined && a.sku === b.sku && a.unit === b.unit && a.microsPerHour === b.microsPerHour;
}

/** Money to set aside for `durationMs` at a rate, rounded up to the micro. */
export function estimateMicros(totalMicrosPerHour: bigint, durationMs: number): bigint {
  return (totalMicrosPerHour * BigInt(durationMs) + MS_PER_HOUR - 1n) / MS_PER_HOUR;
}
