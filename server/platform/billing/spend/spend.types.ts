import type { Money } from '@/server/shared/money';

/** What spend can be stacked by. */
export const SPEND_GROUPS = ['resource', 'person', 'project', 'department', 'product'] as const;
export type SpendGroup = (typeof SPEND_GROUPS)[number];

/** Length of a bar. Days and months are cut in the organization's time zone. */
export const SPEND_BUCKETS = ['hour', 'day', 'month'] as const;
export type SpendBucket = (typeof SPEND_BUCKETS)[number];

/** More layers than this cannot be told apart; the smaller ones are gathered in `other`. */
export const LAYERS_MAX = 8;

/** One layer of the chart. `key` is an edge id or a product's name; `other` gathers the small ones. */
export interface SpendLayer {
  key: string;
  label: string;
  total: Money;
}

/** One bar: micros per layer; a layer without spend is left out. */
export interface SpendBar {
  at: Date;
  micros: Record<string, bigint>;
}

/** Posted spend over time, and what has accrued since the last window. */
export interface SpendSeries {
  currency: string;
  timeZone: string;
  layers: SpendLayer[];
  bars: SpendBar[];
  posted: Money;
  /** Charged in the period and given back since, by corrections and reversals; not in `posted` any more. */
  takenBack: Money;
  /** Metered by the clock since the last window that was posted. */
  accrued: Money;
  /** Of everything that runs now, per hour. */
  runningPerHour: Money;
  /** Usage records without a price in the period. */
  unratedRecords: number;
}

/** One line of a ranking. */
export interface SpendLine {
  key: string;
  label: string;
  amount: Money;
  /** Unit-milliseconds per unit, as text keys. */
  quantities: Record<string, bigint>;
}

/** A period, half-open. */
export interface Period {
  from: Date;
  to: Date;
}
