import type { MoneyValue } from '@/components/format/money';

/** A running total at a moment. */
export type BurnPoint = { atMs: number; micros: bigint };

type BurnInput = {
  budget: MoneyValue;
  points: readonly BurnPoint[];
  periodStartMs: number;
  periodEndMs: number;
  forecast?: MoneyValue;
};

/** What is drawn, in a box of 100 by 100 whose origin is the top left. */
export type BurnShape = {
  spentMicros: bigint;
  spentShare: number;
  budgetY: number;
  line: string;
  area: string;
  forecastLine?: string;
  /** When the forecast meets the budget, if within the period. */
  runsOutMs?: number;
};

/** Geometry of a burn-down. Amounts become floating only here, where a pixel is the finest unit. */
export function burnDownShape({ budget, points, periodStartMs, periodEndMs, forecast }: BurnInput): BurnShape {
  const last = points.at(-1);
  const spentMicros = last?.micros ?? 0n;
  const top = Math.max(Number(budget.micros), Number(spentMicros), Number(forecast?.micros ?? 0n), 1) * 1.08;
  const x = (atMs: number) => round(((atMs - periodStartMs) / Math.max(1, periodEndMs - periodStartMs)) * 100);
  const y = (micros: bigint) => round(100 - (Number(micros) / top) * 100);
  const path = [{ atMs: periodStartMs, micros: 0n }, ...points].map((point) => `${x(point.atMs)},${y(point.micros)}`);
  const line = path.join(' ');
  const shape: BurnShape = {
    spentMicros,
    spentShare: budget.micros > 0n ? Number(spentMicros) / Number(budget.micros) : 0,
    budgetY: y(budget.micros),
    line,
    area: `${line} ${x(last?.atMs ?? periodStartMs)},100 0,100`,
  };
  if (!forecast || !last) return shape;
  shape.forecastLine = `${x(last.atMs)},${y(last.micros)} 100,${y(forecast.micros)}`;
  const rise = Number(forecast.micros - last.micros);
  const missing = Number(budget.micros - last.micros);
  if (rise > 0 && missing >= 0 && missing <= rise) {
    shape.runsOutMs = last.atMs + (missing / rise) * (periodEndMs - last.atMs);
  }
  return shape;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
