'use client';
import { useMemo } from 'react';
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatDateTime, formatTimeOfDay } from '@/components/format/time';
import { binaryTicks } from './binary-ticks';
import type { TimePoint, TimeSeriesProps } from './chart.types';
import { ChartTip } from './chart-frame';

type DrawingProps = Omit<TimeSeriesProps, 'heightPx'> & { colors: ReadonlyMap<string, string> };

const tick = { fill: 'var(--color-faint)', fontSize: 12, fontFamily: 'var(--font-sans)' };
const axisLine = { stroke: 'var(--color-strong)' };
const areaOpacity = 0.1;
/** Of a digit at the size of the ticks, and of what stands between a tick and its axis. */
const digitWidthPx = 7.5;
const tickGapPx = 10;

/** The drawing itself; loaded only where a chart is shown. Lines are areas without a fill, so both share one drawing. */
export function TimeSeriesDrawing({
  series,
  points,
  kind = 'line',
  colors,
  formatValue,
  domain,
  isBytes,
  timeZone,
}: DrawingProps) {
  const rows = useMemo(() => points.map((point) => ({ atMs: point.atMs, ...point.values })), [points]);
  const ticks = useMemo(() => (isBytes ? binaryTicks(highest(points)) : undefined), [isBytes, points]);
  // Reserved from the labels themselves: the library's own measure comes too early at times and cuts them.
  const widest = (ticks ?? domain ?? [highest(points)]).map((value) => formatValue(value).length);
  const labelWidthPx = Math.max(...widest) * digitWidthPx + tickGapPx;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <AreaChart data={rows} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} accessibilityLayer>
        <CartesianGrid vertical={false} stroke="var(--color-line)" />
        <XAxis
          dataKey="atMs"
          type="number"
          scale="time"
          domain={['dataMin', 'dataMax']}
          tick={tick}
          tickLine={false}
          axisLine={axisLine}
          minTickGap={48}
          tickFormatter={(atMs: number) => formatTimeOfDay(atMs, timeZone)}
        />
        <YAxis
          tick={tick}
          tickLine={false}
          axisLine={false}
          width={labelWidthPx}
          tickFormatter={formatValue}
          {...(ticks && { ticks })}
          domain={domain ? [domain[0], domain[1]] : [0, ticks?.at(-1) ?? 'auto']}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--color-control)' }}
          content={({ active, payload, label }) =>
            active && payload.length > 0 ? (
              <ChartTip
                title={formatDateTime(Number(label), timeZone)}
                lines={payload.map((part) => ({
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
          <Area
            key={one.key}
            dataKey={one.key}
            name={one.label}
            type="monotone"
            stroke={colors.get(one.key)}
            strokeWidth={1.5}
            fill={colors.get(one.key)}
            fillOpacity={kind === 'area' ? areaOpacity : 0}
            dot={false}
            connectNulls={false}
            isAnimationActive={false}
          />
        ))}
      </AreaChart>
    </ResponsiveContainer>
  );
}

function highest(points: readonly TimePoint[]): number {
  return points.reduce((most, { values }) => Math.max(most, ...Object.values(values).map((value) => value ?? 0)), 0);
}
