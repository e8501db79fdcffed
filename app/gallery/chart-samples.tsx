'use client';
import { useState } from 'react';
import { Panel, Section } from '@/components/ui/page-header';
import { formatShare } from '@/components/format/quantity';
import { StackedBars } from '@/components/charts/stacked-bars';
import { TimeSeries } from '@/components/charts/time-series';
import type { Narrowing } from '@/components/charts/chart.types';
import { Sample } from './sample';

const projects = ['protein-folding', 'vision', 'speech', 'sample-project', 'render'].map((key) => ({
  key,
  label: key,
}));
const days = Array.from({ length: 22 }, (_, day) => ({
  id: `2026-11-${String(day + 1).padStart(2, '0')}`,
  label: `${day + 1} Nov`,
  values: Object.fromEntries(
    projects.map(({ key }, index) => [key, Math.round(40 + 30 * Math.sin(day / 3 + index * 1.7) + index * 6)]),
  ),
}));
const hourStartMs = Date.UTC(2026, 10, 22, 13);
const minutes = Array.from({ length: 61 }, (_, minute) => {
  const gap = minute > 34 && minute < 39;
  return {
    atMs: hourStartMs + minute * 60_000,
    values: {
      cpu: gap ? null : 0.3 + 0.2 * Math.sin(minute / 5),
      memory: gap ? null : 0.4 + minute / 300,
      gpu: gap ? null : Math.min(1, 0.75 + 0.3 * Math.sin(minute / 7)),
    },
  };
});
const figures = [
  { key: 'gpu', label: 'GPU' },
  { key: 'cpu', label: 'CPU' },
  { key: 'memory', label: 'Memory' },
];
const dollars = (value: number) => `$${value.toLocaleString('en')}`;

/** Amounts per period and values over time. */
export function ChartSamples() {
  const [narrowed, setNarrowed] = useState<Narrowing>({});
  return (
    <Section id="charts" title="Charts">
      <div className="grid gap-6 xl:grid-cols-2">
        <Sample name="StackedBars (press a bar or a name)">
          <Panel>
            <StackedBars
              label="Spend per day by project, USD, November 2026"
              series={projects}
              buckets={days}
              formatValue={dollars}
              narrowed={narrowed}
              onNarrow={setNarrowed}
            />
          </Panel>
        </Sample>
        <Sample name="TimeSeries">
          <Panel>
            <TimeSeries
              label="Use of training-a, last hour"
              kind="area"
              series={figures}
              points={minutes}
              domain={[0, 1]}
              formatValue={formatShare}
              timeZone="UTC"
              simulated
            />
          </Panel>
        </Sample>
      </div>
    </Section>
  );
}
