'use client';

import type { AllocationDetailView } from '@/server/products/gpuaas';
import { AbsoluteTime } from '@/components/domain/time';
import { formatMib } from '@/components/format/quantity';
import { Banner } from '@/components/ui/banner';
import { CopyButton } from '@/components/ui/copy-button';
import { DataList, type DataItem } from '@/components/ui/data-list';
import { Panel, Section } from '@/components/ui/page-header';
import { AllocationTimeline } from './allocation-timeline';

/** Timeline on the left, facts on the right. */
export function AllocationOverview({ allocation }: { allocation: AllocationDetailView }) {
  const { state } = allocation;
  return (
    <div className="flex flex-col gap-6">
      {(state === 'failed' || state === 'release_failed') && (
        <Banner tone="danger" title={state === 'failed' ? 'It did not work out' : 'The release is not finished'}>
          {allocation.sentence}
        </Banner>
      )}
      <div className="grid gap-6 lg:grid-cols-2">
        <Section title="Timeline">
          <Panel>
            <AllocationTimeline allocation={allocation} />
          </Panel>
        </Section>
        <Section title="Facts">
          <Panel>
            <DataList items={factsOf(allocation)} />
          </Panel>
        </Section>
      </div>
    </div>
  );
}

function factsOf(allocation: AllocationDetailView): DataItem[] {
  return [
    {
      label: 'Size',
      value: allocation.skuName,
      help: allocation.isSimulated ? 'Simulated: it computes nothing' : null,
    },
    { label: 'CPU', value: `${allocation.cpuMillis / 1_000} cores at most` },
    { label: 'Memory', value: `${formatMib(allocation.memoryMib)} at most` },
    { label: 'Disk', value: formatMib(allocation.diskMib), help: 'Deleted with the workspace' },
    { label: 'Image', value: allocation.image },
    { label: 'Network', value: 'Loopback only', help: 'A workspace reaches no other machine for now' },
    { label: 'Machine', value: allocation.nodeName ?? '—' },
    { label: 'Project', value: allocation.projectName },
    { label: 'Requested', value: <AbsoluteTime at={allocation.requestedAt} /> },
    { label: 'Running since', value: allocation.activeAt ? <AbsoluteTime at={allocation.activeAt} /> : '—' },
    { label: 'Ended', value: allocation.endedAt ? <AbsoluteTime at={allocation.endedAt} /> : '—' },
    { label: 'Attempt', value: allocation.attempt },
    {
      label: 'Correlation id',
      value: (
        <span className="inline-flex items-center font-mono text-12">
          {allocation.correlationId}
          <CopyButton text={allocation.correlationId} label="Copy correlation id" />
        </span>
      ),
    },
  ];
}
