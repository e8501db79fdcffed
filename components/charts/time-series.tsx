'use client';
import dynamic from 'next/dynamic';
import { useMemo } from 'react';
import { formatDateTime } from '@/components/format/time';
import type { TimeSeriesProps } from './chart.types';
import { ChartFrame, defaultHeightPx, Figures } from './chart-frame';
import { ChartSkeleton } from './chart-skeleton';
import { orderedColor } from './palette';

const Drawing = dynamic(() => import('./time-series-drawing').then((module) => module.TimeSeriesDrawing), {
  ssr: false,
  loading: () => <ChartSkeleton />,
});

/** Rows of the table under the chart; more would only repeat the drawing. */
const figureRowsMax = 60;

/** Values over time. Series keep the order and the colours they are given in. */
export function TimeSeries(props: TimeSeriesProps) {
  const { label, series, points, formatValue, timeZone, simulated, heightPx = defaultHeightPx } = props;
  const colors = useMemo(() => new Map(series.map((one, index) => [one.key, orderedColor(index)])), [series]);
  const shown = points.slice(-figureRowsMax);
  return (
    <ChartFrame
      label={label}
      series={series}
      colors={colors}
      simulated={simulated}
      table={
        <Figures
          corner="Time"
          series={series}
          rows={shown.map((point) => ({
            id: String(point.atMs),
            label: formatDateTime(point.atMs, timeZone),
            values: series.map((one) => describe(point.values[one.key], formatValue)),
          }))}
        />
      }
    >
      <div style={{ height: heightPx }}>
        <Drawing {...props} colors={colors} />
      </div>
    </ChartFrame>
  );
}

function describe(value: number | null | undefined, formatValue: (value: number) => string): string {
  return value === null || value === undefined ? 'no data' : formatValue(value);
}
