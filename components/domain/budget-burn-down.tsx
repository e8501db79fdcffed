import { formatDate } from '@/components/format/time';
import { formatShare } from '@/components/format/quantity';
import type { MoneyValue } from '@/components/format/money';
import { Money } from './money';
import { burnDownShape, type BurnPoint } from './burn-down';

export type BudgetBurnDownProps = {
  budget: MoneyValue;
  /** Spent so far in the period, oldest first; each point is a running total. */
  points: readonly BurnPoint[];
  periodStartMs: number;
  periodEndMs: number;
  /** Expected total at the end of the period, when there is enough to go by. */
  forecast?: MoneyValue;
  /** Zone in which the period is cut. */
  timeZone: string;
};

/** Spent against budget over the period: what is gone, where it leads, and when it would run out. */
export function BudgetBurnDown(props: BudgetBurnDownProps) {
  const { budget, forecast, periodStartMs, periodEndMs, timeZone } = props;
  const shape = burnDownShape(props);
  const over = forecast !== undefined && forecast.micros > budget.micros;
  return (
    <figure className="flex min-w-0 flex-col gap-3">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 text-12 text-muted">
        <span>
          <Money value={{ ...budget, micros: shape.spentMicros }} className="text-16 font-semibold text-ink" /> of{' '}
          <Money value={budget} /> spent ({formatShare(shape.spentShare)})
        </span>
        {forecast && (
          <span className={over ? 'text-warn' : undefined}>
            Forecast <Money value={forecast} tone={over ? 'warn' : undefined} />
            {shape.runsOutMs !== undefined && <> · runs out {formatDate(shape.runsOutMs, timeZone)}</>}
          </span>
        )}
      </figcaption>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden className="h-32 w-full overflow-visible">
        <line x1="0" x2="100" y1="100" y2="100" className="stroke-strong" vectorEffect="non-scaling-stroke" />
        <line
          x1="0"
          x2="100"
          y1={shape.budgetY}
          y2={shape.budgetY}
          className="stroke-warn"
          strokeDasharray="2 3"
          vectorEffect="non-scaling-stroke"
        />
        <polygon points={shape.area} className="fill-accent-soft" />
        <polyline
          points={shape.line}
          fill="none"
          className="stroke-ring"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
        {shape.forecastLine && (
          <polyline
            points={shape.forecastLine}
            fill="none"
            className={over ? 'stroke-warn' : 'stroke-ring'}
            strokeWidth="1.5"
            strokeDasharray="4 4"
            vectorEffect="non-scaling-stroke"
          />
        )}
      </svg>
      <div className="num flex justify-between text-12 text-faint">
        <span>{formatDate(periodStartMs, timeZone)}</span>
        <span>{timeZone}</span>
        <span>{formatDate(periodEndMs, timeZone)}</span>
      </div>
    </figure>
  );
}
