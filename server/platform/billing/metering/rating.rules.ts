import { MS_PER_HOUR } from '../prices/price.rules';

interface Rateable {
  /** Unit-milliseconds; negative for usage that is given back. */
  quantity: bigint;
  /** Per single unit. */
  microsPerHour: bigint;
  /** What the interval before left over, in 1/3,600,000 micro; 0 ≤ remainder < 3,600,000. */
  remainder: bigint;
}

/** A charge in whole micros, and what it leaves over for the next interval. */
export interface Rated {
  chargeMicros: bigint;
  remainder: bigint;
}

/**
 * Rates an interval exactly: charge × 3,600,000 + new remainder = quantity × rate + old remainder. Because the remainder is
 * carried, the charges of any windows add up to the charge of the whole interval, to the micro.
 */
export function rateInterval({ quantity, microsPerHour, remainder }: Rateable): Rated {
  const numerator = quantity * microsPerHour + remainder;
  const rest = ((numerator % MS_PER_HOUR) + MS_PER_HOUR) % MS_PER_HOUR;
  return { chargeMicros: (numerator - rest) / MS_PER_HOUR, remainder: rest };
}

/** Unit-milliseconds of [startMs, endMs) for `multiplier` units. */
export function quantityOf(multiplier: number, startMs: number, endMs: number): bigint {
  return BigInt(multiplier) * BigInt(endMs - startMs);
}

/** The last whole window that has ended. Windows are counted from the epoch. */
export function lastWindowEnd(nowMs: number, windowMs: number): number {
  return Math.floor(nowMs / windowMs) * windowMs;
}
