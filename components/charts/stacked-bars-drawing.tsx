'use client';
import { useMemo } from 'react';
import { Bar, BarChart, CartesianGrid, Cell, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { Bucket, Narrowing, Series, StackedBarsProps } from './chart.types';
import { ChartTip } from './chart-frame';

type DrawingProps = Omit<StackedBarsProps, 'heightPx'> & { colors: ReadonlyMap<string, string> };
type Row = { id: string; label: string } & Record<string, string | number>;

const tick = { fill: 'var(--color-faint)', fontSize: 12, fontFamily: 'var(--font-sans)' };
const axisLine = { stroke: 'var(--color-strong)' };
const fadedOpacity = 0.25;

/** The drawing itself; loaded only where a chart is shown. */
export function StackedBarsDrawing({ series, buckets, colors, formatValue, narrowed, onNarrow }: DrawingProps) {
  const rows = useMemo(() => buckets.map((bucket) => toRow(bucket, series)), [buckets, series]);
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={rows} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} barCategoryGap="18%" accessibilityLayer>
        <CartesianGrid vertical={false} stroke="var(--color-line)" />
        <XAxis dataKey="label" tick={tick} tickLine={false} axisLine={axisLine} minTickGap={24} />
        <YAxis tick={tick} tickLine={false} axisLine={false} width="auto" tickFormatter={formatValue} />
        <Tooltip
          cursor={{ fill: 'var(--color-hover)' }}
          isAnimationActive={false}
          content={({ active, payload, label }) =>
            active && payload.length > 0 ? (
              <ChartTip
                title={String(label)}
                lines={[...payload].reverse().map((part) => ({
                  key: String(part.dataKey),
                  label: String(part.name),
                  color: colors.get(String(part.dataKey)),
                  value: formatValue(Number(part.value)),
                }))}
              />
            ) : null
          }
        />
        {series.map((one) => (
          <Bar
            key={one.key}
            dataKey={one.key}
            name={one.label}
            stackId="all"
            fill={colors.get(one.key)}
            stroke="var(--color-surface)"
            strokeWidth={1}
            isAnimationActive={false}
            className={onNarrow ? 'cursor-pointer' : undefined}
            onClick={onNarrow && ((_data, index) => onNarrow({ bucket: rows[index]?.id, series: one.key }))}
          >
            {rows.map((row) => (
              <Cell key={row.id} fillOpacity={isFaded(row.id, one.key, narrowed) ? fadedOpacity : 1} />
            ))}
          </Bar>
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

function toRow(bucket: Bucket, series: readonly Series[]): Row {
  const row: Row = { id: bucket.id, label: bucket.label };
  for (const one of series) row[one.key] = bucket.values[one.key] ?? 0;
  return row;
}

function isFaded(bucket: string, series: string, narrowed: Narrowing | undefined): boolean {
  if (!narrowed) return false;
  return (
    (narrowed.bucket !== undefined && narrowed.bucket !== bucket) ||
    (narrowed.series !== undefined && narrowed.series !== series)
  );
}
