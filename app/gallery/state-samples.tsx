'use client';
import { Badge, Count } from '@/components/ui/badge';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { Panel, Section } from '@/components/ui/page-header';
import { SkeletonText } from '@/components/ui/skeleton';
import { Spinner } from '@/components/ui/spinner';
import { Status } from '@/components/ui/status';
import { Tag } from '@/components/ui/tag';
import { toast } from '@/components/ui/toast';
import type { Tone } from '@/components/ui/tones';
import { Line, Sample, SampleGrid } from './sample';

const tones: readonly Tone[] = ['neutral', 'accent', 'ok', 'info', 'warn', 'danger', 'simulated'];

/** What is said about things: how they are, that they are missing, that they failed. */
export function StateSamples() {
  return (
    <Section id="states" title="States">
      <SampleGrid>
        <Sample name="Badge, Count, Tag">
          <div className="flex flex-col gap-3">
            <Line>
              {tones.map((tone) => (
                <Badge key={tone} tone={tone}>
                  {tone}
                </Badge>
              ))}
              <Count>12</Count>
            </Line>
            <Line>
              <Tag>team:vision</Tag>
              <Tag onRemove={() => toast.info('Removed')} removeLabel="Remove state: active">
                state: active
              </Tag>
            </Line>
          </div>
        </Sample>
        <Sample name="Status">
          <Line>
            <Status label="Not yet" shape="hollow" tone="info" />
            <Status label="On its way" shape="half" tone="info" live />
            <Status label="There" shape="full" tone="ok" />
            <Status label="Careful" shape="half" tone="warn" />
            <Status label="Failed" shape="cross" tone="danger" />
            <Status label="Over" shape="faded" />
          </Line>
        </Sample>
        <Sample name="Spinner, Skeleton">
          <div className="flex items-center gap-6">
            <Spinner label="Loading" />
            <Spinner className="size-6 text-accent-ink" />
            <div className="w-48">
              <SkeletonText />
            </div>
          </div>
        </Sample>
        <Sample name="Banner" wide>
          <div className="grid gap-2 lg:grid-cols-2">
            <Banner tone="simulated" title="Simulated GPUs">
              This machine has no GPU; what you see is declared by the profile.
            </Banner>
            <Banner tone="info">The network of a workspace is loopback for now.</Banner>
            <Banner tone="warn" title="Balance ends in about 3 h" action={<Button size="sm">Add funds</Button>}>
              Running workspaces stop when it is spent.
            </Banner>
            <Banner tone="danger" title="Two workspaces were stopped">
              The balance of this organization is spent.
            </Banner>
            <Banner tone="ok">Everything is posted up to 14:03 UTC.</Banner>
            <Banner tone="neutral">Read only: this project is archived.</Banner>
          </div>
        </Sample>
        <Sample name="EmptyState">
          <Panel flush>
            <EmptyState title="Nothing runs here yet" action={<Button>Launch a workspace</Button>}>
              A workspace shows up here as soon as it is asked for, with its state and its cost.
            </EmptyState>
          </Panel>
        </Sample>
        <Sample name="ErrorState">
          <Panel flush>
            <ErrorState
              message="The database did not answer in time. Nothing was changed."
              code="database.unavailable"
              correlationId="c-01kazt9q2esample"
              onRetry={() => toast.info('Trying again')}
            />
          </Panel>
        </Sample>
        <Sample name="compact">
          <div className="flex flex-col gap-3">
            <Panel flush>
              <EmptyState compact title="No entries in this period" />
            </Panel>
            <Panel flush>
              <ErrorState compact message="The node does not answer." correlationId="c-01kazt9q2esample" />
            </Panel>
          </div>
        </Sample>
      </SampleGrid>
    </Section>
  );
}
