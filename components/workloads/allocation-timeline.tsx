'use client';

import type { AllocationDetailView, Step } from '@/server/products/gpuaas';
import { AbsoluteTime, Elapsed } from '@/components/domain/time';
import { formatDuration } from '@/components/format/time';
import type { StepState } from '@/components/ui/steps.types';
import { Timeline } from '@/components/ui/timeline';

const titles: Record<string, string> = {
  requested: 'Request accepted: money set aside, slots taken',
  provisioning: 'The machine makes it ready',
  active: 'Running',
  releasing: 'Being ended; nothing is billed any more',
  released: 'Released',
  failed: 'Failed',
  release_failed: 'Release failed',
  claim: 'Room on the machine taken',
  limits: 'Limits of CPU, memory and processes set',
  disk: 'Disk made',
  sandbox: 'Sandbox started',
  agent: 'Ready for shells',
};

const states: Record<Step['state'], StepState> = { running: 'doing', done: 'done', failed: 'failed' };

/** What happened to a workspace, step by step, each with its time. */
export function AllocationTimeline({ allocation }: { allocation: AllocationDetailView }) {
  return (
    <Timeline
      label={`Timeline of ${allocation.name}`}
      steps={allocation.timeline.map((step, index) => ({
        id: String(index),
        title: <span className={step.kind === 'step' ? 'font-normal text-muted' : ''}>{titleOf(step)}</span>,
        state: states[step.state],
        time: <StepTime step={step} />,
        detail: step.message,
      }))}
    />
  );
}

function titleOf(step: Step): string {
  return titles[step.name] ?? step.name;
}

function StepTime({ step }: { step: Step }) {
  if (!step.endedAt) return <Elapsed since={step.startedAt} />;
  const durationMs = step.endedAt.getTime() - step.startedAt.getTime();
  if (step.kind === 'step' || durationMs > 0) {
    return (
      <span title={step.startedAt.toISOString()}>
        {durationMs < 1_000 ? `${durationMs} ms` : formatDuration(durationMs)}
      </span>
    );
  }
  return <AbsoluteTime at={step.startedAt} />;
}
