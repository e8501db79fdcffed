'use client';
import { useState } from 'react';
import { CodeBlock } from '@/components/ui/code-block';
import { DataList } from '@/components/ui/data-list';
import { Diff } from '@/components/ui/diff';
import { PageHeader, Panel, Section } from '@/components/ui/page-header';
import { Meter, Progress } from '@/components/ui/progress';
import { Stat } from '@/components/ui/stat';
import type { Step } from '@/components/ui/steps.types';
import { TabLinks, Tabs } from '@/components/ui/tabs';
import { Stepper, Timeline } from '@/components/ui/timeline';
import { AllocationState } from '@/components/domain/allocation-state';
import { Money } from '@/components/domain/money';
import { ResourceName } from '@/components/domain/resource-name';
import { Elapsed } from '@/components/domain/time';
import { Sample, SampleGrid } from './sample';

const steps: readonly Step[] = [
  { id: '1', title: 'Requested', state: 'done', time: '14:03:07.120' },
  { id: '2', title: 'Slot claimed', state: 'done', time: '+0.04 s', detail: 'GPU 3 on node-a' },
  { id: '3', title: 'Workspace starting', state: 'doing', time: '+0.31 s' },
  { id: '4', title: 'Active', state: 'todo' },
];
const failedSteps: readonly Step[] = [
  { id: '1', title: 'Requested', state: 'done', time: '14:03:07.120' },
  {
    id: '2',
    title: 'Slot claimed',
    state: 'failed',
    time: '+0.04 s',
    detail: 'Somebody else took the last one. Nothing was charged.',
  },
  { id: '3', title: 'Workspace starting', state: 'skipped' },
];
const startedAt = Date.UTC(2026, 10, 22, 14, 3, 7);

/** What pages are made of. */
export function StructureSamples() {
  return (
    <Section id="structure" title="Structure">
      <Panel>
        <PageHeader
          back={{ href: '/gallery#structure', label: 'Active work' }}
          title="training-a"
          status={<AllocationState state="active" />}
          meta={<ResourceName id="alc_01kazt9q2esample" />}
        />
        <TabStates />
      </Panel>
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        <Stat
          label="Spend"
          period="this month"
          value={<Money value={{ currency: 'USD', micros: 1_240_503_211n }} />}
          delta={{ text: '12 % more than October', direction: 'up', tone: 'warn' }}
          sparkline={[3, 4, 4, 6, 5, 8, 9, 8, 11]}
          href="/gallery#charts"
        />
        <Stat
          label="Running"
          period="now"
          value="7"
          unit="workspaces"
          delta={{ text: 'as yesterday', direction: 'flat' }}
        />
        <Stat
          label="GPU use"
          period="last hour"
          value="42"
          unit="%"
          delta={{ text: '8 points less', direction: 'down', tone: 'danger' }}
          sparkline={[9, 8, 8, 7, 7, 6, 4, 5, 4]}
        />
        <Stat
          label="Balance"
          period="as of 14:03 UTC"
          value={<Money value={{ currency: 'USD', micros: 38_100_000n }} />}
        />
      </div>
      <SampleGrid>
        <Sample name="Timeline">
          <Timeline label="Start of training-a" steps={steps} />
        </Sample>
        <Sample name="Progress with steps">
          <Progress label="Starting training-a" steps={steps} elapsed={<Elapsed since={startedAt} />} />
        </Sample>
        <Sample name="Progress, failed">
          <Progress label="Starting training-b" steps={failedSteps} elapsed="0:04" />
        </Sample>
        <Sample name="Stepper" wide>
          <Stepper
            label="Set-up"
            steps={[
              { id: '1', title: 'Organization', state: 'done' },
              { id: '2', title: 'Project', state: 'doing' },
              { id: '3', title: 'People', state: 'todo' },
            ]}
          />
        </Sample>
        <Sample name="DataList, Meter">
          <DataList
            items={[
              { label: 'Node', value: 'node-a' },
              {
                label: 'Memory',
                value: (
                  <Meter className="w-48" label="Memory" value={91} max={128} valueText="91 of 128 GiB" showText />
                ),
              },
              {
                label: 'Disk',
                value: (
                  <Meter
                    className="w-48"
                    label="Disk"
                    tone="danger"
                    value={39}
                    max={40}
                    valueText="39 of 40 GiB"
                    showText
                  />
                ),
              },
              {
                label: 'Price',
                value: <Money value={{ currency: 'USD', micros: 2_400_000n }} per="/ h" />,
                help: 'Taken at launch',
              },
            ]}
          />
        </Sample>
        <Sample name="CodeBlock">
          <div className="flex flex-col gap-2">
            <CodeBlock
              title="Shell"
              code={'nvidia-smi --query-gpu=name,memory.used --format=csv\npython train.py --epochs 3'}
            />
            <CodeBlock code="gpuaas:local:sample:sample-project:gpuaas/allocation:alc_01kazt9q2esample" wrap />
          </div>
        </Sample>
        <Sample name="Diff">
          <Diff
            changes={[
              { field: 'budget.micros', before: '900000000', after: '1200000000' },
              { field: 'labels.team', after: 'vision' },
              { field: 'note', before: 'until the end of the year' },
            ]}
          />
        </Sample>
      </SampleGrid>
    </Section>
  );
}

function TabStates() {
  const [tab, setTab] = useState('overview');
  return (
    <div className="flex flex-col gap-6">
      <Tabs
        label="training-a"
        value={tab}
        onValueChange={setTab}
        tabs={[
          {
            value: 'overview',
            label: 'Overview',
            content: <p className="text-13 text-muted">What it is, and what it does right now.</p>,
          },
          {
            value: 'terminal',
            label: 'Terminal',
            keepMounted: true,
            content: <p className="text-13 text-muted">Kept alive while hidden.</p>,
          },
          {
            value: 'cost',
            label: 'Cost',
            count: 12,
            content: <p className="text-13 text-muted">Twelve usage records.</p>,
          },
        ]}
      />
      <TabLinks
        label="Project"
        current="/gallery#a"
        links={[
          { href: '/gallery#a', label: 'Spend' },
          { href: '/gallery#b', label: 'People', count: 20 },
        ]}
      />
    </div>
  );
}
