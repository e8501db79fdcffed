import type { Id } from '@/server/shared/ids';

/** What one unit of a size costs per hour. */
export interface Rate {
  sku: string;
  unit: string;
  microsPerHour: bigint;
}

/** The rate a resource was launched at. Rating reads it and nothing else. */
export interface PriceSnapshot {
  id: Id<'psn'>;
  sku: string;
  unit: string;
  /** Per single unit. */
  microsPerHour: bigint;
  /** Units billed at once (GPUs of a slice). */
  multiplier: number;
  /** microsPerHour × multiplier. */
  totalMicrosPerHour: bigint;
  currency: string;
}

/** The rates in force for a currency. */
export interface PriceBookView {
  version: number;
  currency: string;
  effectiveFrom: Date;
  rates: Rate[];
}
