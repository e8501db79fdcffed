const intervalsMax = 4;

/** Ticks from zero to above `max` bytes in steps of a power of two, at most four of them, so that each reads as a round size. */
export function binaryTicks(max: number): number[] {
  const step = 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(max, 1) / intervalsMax)));
  const count = Math.max(1, Math.ceil(max / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}
