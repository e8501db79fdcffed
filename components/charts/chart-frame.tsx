'use client';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import type { Series } from './chart.types';

export const defaultHeightPx = 220;

type FrameProps = {
  label: string;
  series: readonly Series[];
  colors: ReadonlyMap<string, string>;
  narrowed?: string;
  onSeries?: (key: string) => void;
  simulated?: boolean;
  /** The same figures as a table, for those who cannot see the drawing. */
  table: ReactNode;
  children: ReactNode;
};

/** Around every chart: its legend above, its figures as a table below. */
export function ChartFrame({ label, series, colors, narrowed, onSeries, simulated, table, children }: FrameProps) {
  // A single series is what the title says already, unless it can be pressed.
  const hasLegend = series.length > 1 || onSeries !== undefined;
  return (
    <figure aria-label={label} className="flex min-w-0 flex-col gap-2">
      {(hasLegend || simulated) && (
        <div className="flex flex-wrap items-center gap-x-1 gap-y-0.5">
          {hasLegend &&
            series.map((one) => (
              <LegendEntry
                key={one.key}
                series={one}
                color={colors.get(one.key)}
                faded={narrowed !== undefined && narrowed !== one.key}
                pressed={narrowed === one.key}
                onPress={onSeries && (() => onSeries(one.key))}
              />
            ))}
          {simulated && <Badge tone="simulated">Simulated</Badge>}
        </div>
      )}
      {children}
      <details className="text-12 text-muted">
        <summary className="w-fit rounded-sm text-faint hover:text-ink">Figures</summary>
        <div
          role="region"
          aria-label={`${label}, figures`}
          tabIndex={0}
          className="relative mt-2 max-h-64 overflow-auto rounded border border-line"
        >
          {table}
        </div>
      </details>
    </figure>
  );
}

type LegendEntryProps = {
  series: Series;
  color: string | undefined;
  faded: boolean;
  pressed: boolean;
  onPress?: () => void;
};

function LegendEntry({ series, color, faded, pressed, onPress }: LegendEntryProps) {
  const inside = (
    <>
      <span aria-hidden className={cn('size-2.5 rounded-tile', faded && 'opacity-30')} style={{ background: color }} />
      {series.label}
    </>
  );
  const look = 'inline-flex h-6 items-center gap-1.5 rounded-sm px-1.5 text-12 text-muted';
  if (!onPress) return <span className={look}>{inside}</span>;
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onPress}
      className={cn(look, 'hover:bg-hover hover:text-ink', pressed && 'bg-selected text-ink')}
    >
      {inside}
    </button>
  );
}

type FiguresProps = {
  corner: string;
  series: readonly Series[];
  rows: readonly { id: string; label: ReactNode; values: readonly string[]; onPress?: () => void }[];
};

/** Plain table of a chart's figures; a row may be pressed as its bar may. */
export function Figures({ corner, series, rows }: FiguresProps) {
  return (
    <table className="w-full">
      <thead>
        <tr>
          <th scope="col" className="sticky top-0 bg-surface px-3 py-1 text-left font-medium">
            {corner}
          </th>
          {series.map((one) => (
            <th key={one.key} scope="col" className="sticky top-0 bg-surface px-3 py-1 text-right font-medium">
              {one.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} className="border-t border-line">
            <th scope="row" className="px-3 py-1 text-left font-normal whitespace-nowrap">
              {row.onPress ? (
                <button type="button" onClick={row.onPress} className="rounded-sm text-accent-ink hover:underline">
                  {row.label}
                </button>
              ) : (
                row.label
              )}
            </th>
            {row.values.map((value, index) => (
              <td key={index} className="num px-3 py-1 text-right font-mono whitespace-nowrap text-ink">
                {value}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type TipProps = {
  title: ReactNode;
  lines: readonly { key: string; label: string; color: string | undefined; value: string }[];
};

/** What hovering over a place of a chart says. */
export function ChartTip({ title, lines }: TipProps) {
  return (
    <div className="rounded border border-strong bg-raised px-2.5 py-2 text-12 shadow-overlay">
      <p className="mb-1 font-medium">{title}</p>
      {lines.map((line) => (
        <p key={line.key} className="flex items-center gap-2">
          <span aria-hidden className="size-2.5 rounded-tile" style={{ background: line.color }} />
          <span className="flex-1 text-muted">{line.label}</span>
          <span className="num ml-4 font-mono">{line.value}</span>
        </p>
      ))}
    </div>
  );
}
