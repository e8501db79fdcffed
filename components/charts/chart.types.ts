/** One coloured layer of a chart. */
export type Series = { key: string; label: string };

/** One bar: an id for narrowing, the words under it, and a value per series. */
export type Bucket = { id: string; label: string; values: Readonly<Record<string, number>> };

/** What a click on a chart means: this bucket, this series, or both. */
export type Narrowing = { bucket?: string; series?: string };

export type StackedBarsProps = {
  /** Names the chart, with unit and period: "Spend per day, USD, November 2026". */
  label: string;
  series: readonly Series[];
  buckets: readonly Bucket[];
  /** Value to words, with unit. */
  formatValue: (value: number) => string;
  /** Makes bars and legend pressable. */
  onNarrow?: (narrowing: Narrowing) => void;
  /** What is narrowed to; the rest is drawn faintly. */
  narrowed?: Narrowing;
  heightPx?: number;
};

export type TimePoint = { atMs: number; values: Readonly<Record<string, number | null>> };

export type TimeSeriesProps = {
  label: string;
  series: readonly Series[];
  /** Oldest first. A null is a gap, and is drawn as one. */
  points: readonly TimePoint[];
  kind?: 'line' | 'area';
  formatValue: (value: number) => string;
  /** Ends of the value axis; without it the data decides, from zero. */
  domain?: readonly [number, number];
  /** The values are bytes: the axis is cut at powers of two. */
  isBytes?: boolean;
  timeZone: string;
  simulated?: boolean;
  heightPx?: number;
};
