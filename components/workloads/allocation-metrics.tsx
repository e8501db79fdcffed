'use client';

import { useQuery } from '@tanstack/react-query';
import type { AllocationDetailView, Sample } from '@/server/products/gpuaas';
import type { TimePoint } from '@/components/charts/chart.types';
import { TimeSeries } from '@/components/charts/time-series';
import { formatBytes, formatShare } from '@/components/format/quantity';
import { useTRPC } from '@/components/trpc/client';
import { failureOf } from '@/components/trpc/failure-of';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { Panel } from '@/components/ui/page-header';
import { SkeletonText } from '@/components/ui/skeleton';
import { useTimeZone } from '@/components/ui/use-clock';

interface Figure {
  key: keyof Omit<Sample, 'at' | 'isSimulated'>;
  label: string;
  title: string;
  format: (value: number) => string;
  domain?: readonly [number, number];
  isGpu?: boolean;
}

const percent = (value: number) => formatShare(value / 100);

const FIGURES: readonly Figure[] = [
  {
    key: 'gpuUtilPercent',
    label: 'GPU',
    title: 'GPU use, mean of its GPUs',
    format: percent,
    domain: [0, 100],
    isGpu: true,
  },
  { key: 'gpuMemoryBytes', label: 'GPU memory', title: 'GPU memory in use', format: formatBytes, isGpu: true },
  {
    key: 'gpuPowerWatts',
    label: 'Power',
    title: 'GPU power',
    format: (watts) => `${Math.round(watts)} W`,
    isGpu: true,
  },
  { key: 'cpuPercent', label: 'CPU', title: 'CPU use of its limit', format: percent, domain: [0, 100] },
  { key: 'memoryBytes', label: 'Memory', title: 'Memory in use', format: formatBytes },
  { key: 'diskBytes', label: 'Disk', title: 'Disk in use', format: formatBytes },
];

/** Use of a workspace over the last hour, drawn on as samples come in. */
export function AllocationMetrics({ allocation }: { allocation: AllocationDetailView }) {
  const trpc = useTRPC();
  const zone = useTimeZone();
  const query = useQuery(trpc.gpuaas.allocation.metrics.queryOptions({ allocationId: allocation.id }));
  const failure = failureOf(query);
  if (failure && !query.data) return <ErrorState {...failure} />;
  if (!query.data)
    return (
      <div role="status" aria-busy="true" aria-label="The samples are being loaded">
        <SkeletonText lines={6} />
      </div>
    );
  const { samples } = query.data;
  if (samples.length === 0)
    return (
      <EmptyState title="No samples in the last hour">
        {allocation.state === 'active'
          ? 'The first ones arrive within seconds.'
          : 'Samples are taken while a workspace runs, and kept for eight days.'}
      </EmptyState>
    );
  const shown = FIGURES.filter(
    ({ key, isGpu }) => (!isGpu || allocation.gpuCount > 0) && samples.some((sample) => sample[key] !== null),
  );
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      {shown.map((figure) => (
        <Panel key={figure.key} className="flex flex-col gap-2">
          <h2 className="text-13 font-medium">
            {figure.title} <span className="font-normal text-faint">last hour</span>
          </h2>
          <TimeSeries
            label={`${figure.title}, last hour`}
            series={[{ key: figure.key, label: figure.label }]}
            points={pointsOf(samples, figure.key)}
            kind="area"
            formatValue={figure.format}
            {...(figure.domain && { domain: figure.domain })}
            isBytes={figure.format === formatBytes}
            timeZone={zone}
            simulated={figure.isGpu === true && allocation.isSimulated}
          />
        </Panel>
      ))}
    </div>
  );
}

function pointsOf(samples: readonly Sample[], key: Figure['key']): TimePoint[] {
  return samples.map((sample) => ({ atMs: sample.at.getTime(), values: { [key]: sample[key] } }));
}
