'use client';
import dynamic from 'next/dynamic';
import { useMemo } from 'react';
import type { Narrowing, StackedBarsProps } from './chart.types';
import { ChartFrame, defaultHeightPx, Figures } from './chart-frame';
import { ChartSkeleton } from './chart-skeleton';
import { seriesColors } from './palette';

const Drawing = dynamic(() => import('./stacked-bars-drawing').then((module) => module.StackedBarsDrawing), {
  ssr: false,
  loading: () => <ChartSkeleton />,
});

/** Amounts per period, stacked by what they are made of. A press on a bar or a name narrows; a second press widens. */
export function StackedBars(props: StackedBarsProps) {
  const { label, series, buckets, formatValue, onNarrow, narrowed, heightPx = defaultHeightPx } = props;
  const colors = useMemo(() => seriesColors(series.map((one) => one.key)), [series]);
  const narrow = onNarrow && ((next: Narrowing) => onNarrow(sameNarrowing(next, narrowed) ? {} : next));
  return (
    <ChartFrame
      label={label}
      series={series}
      colors={colors}
      narrowed={narrowed?.series}
      onSeries={narrow && ((key) => narrow({ ...narrowed, series: narrowed?.series === key ? undefined : key }))}
      table={
        <Figures
          corner="Period"
          series={series}
          rows={buckets.map((bucket) => ({
            id: bucket.id,
            label: bucket.label,
            values: series.map((one) => formatValue(bucket.values[one.key] ?? 0)),
            onPress: narrow && (() => narrow({ bucket: bucket.id })),
          }))}
        />
      }
    >
      <div style={{ height: heightPx }}>
        <Drawing {...props} colors={colors} onNarrow={narrow} />
      </div>
    </ChartFrame>
  );
}

/** Whether two narrowings mean the same part. */
export function sameNarrowing(a: Narrowing, b: Narrowing | undefined): boolean {
  return a.bucket === b?.bucket && a.series === b?.series;
}
