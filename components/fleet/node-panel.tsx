'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { NodeView } from '@/server/products/gpuaas';
import { CapacityBar } from '@/components/domain/capacity-bar';
import { RelativeTime } from '@/components/domain/time';
import { formatMib } from '@/components/format/quantity';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { messageOf } from '@/components/trpc/wire-error';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Panel, Section } from '@/components/ui/page-header';
import { Status, type StatusProps } from '@/components/ui/status';
import { BlockedSlots } from './blocked-slots';
import { IsolationReport } from './isolation-report';
import { SlotTiles } from './slot-tiles';

const looks: Record<NodeView['state'], Pick<StatusProps, 'label' | 'tone' | 'shape'>> = {
  enrolled: { label: 'Not ready', tone: 'warn', shape: 'hollow' },
  active: { label: 'Active', tone: 'ok', shape: 'full' },
  drained: { label: 'Drained', tone: 'warn', shape: 'half' },
  unavailable: { label: 'Does not answer', tone: 'danger', shape: 'cross' },
  retired: { label: 'Retired', tone: 'neutral', shape: 'faded' },
};

/** One machine. */
export function NodePanel({ node }: { node: NodeView }) {
  const { can } = usePortal();
  const gpus = node.slots.filter(({ kind }) => kind === 'gpu');
  const cpus = node.slots.filter(({ kind }) => kind === 'cpu');
  const isSimulated = gpus.some((slot) => slot.isSimulated);
  return (
    <Section
      title={
        <span className="flex flex-wrap items-center gap-3">
          <span className="font-mono">{node.name}</span>
          <Status {...looks[node.state]} />
        </span>
      }
      description={
        <>
          {node.driver} · region {node.region} · {node.cpuMillis / 1_000} cores · {formatMib(node.memoryMib)} of memory
          · {formatMib(node.diskMib)} of disk free · runtime {node.runtimeVersion} · seen{' '}
          {node.lastSeenAt ? <RelativeTime at={node.lastSeenAt} /> : 'never'}
        </>
      }
      actions={can('gpuaas.fleet.operate', 'platform') && <DrainButton node={node} />}
    >
      {node.stateReason && <Banner tone={node.state === 'unavailable' ? 'danger' : 'warn'}>{node.stateReason}</Banner>}
      <BlockedSlots node={node} />
      <div className="grid gap-4 sm:grid-cols-2">
        {gpus.length > 0 && <CapacityBar unit="GPUs" total={gpus.length} simulated={isSimulated} {...countsOf(gpus)} />}
        {cpus.length > 0 && <CapacityBar unit="CPU slots" total={cpus.length} {...countsOf(cpus)} />}
      </div>
      {gpus.length > 0 && <SlotTiles slots={gpus} nodeState={node.state} />}
      <SlotTiles slots={cpus.filter(({ holder }) => holder !== null)} nodeState={node.state} />
      <Panel>
        <IsolationReport features={node.isolation} />
      </Panel>
    </Section>
  );
}

function countsOf(slots: NodeView['slots']): { used: number; unavailable: number } {
  return {
    used: slots.filter(({ state }) => state === 'claimed').length,
    unavailable: slots.filter(
      ({ state, healthReason }) => state === 'cleanup_blocked' || (state === 'free' && healthReason),
    ).length,
  };
}

/** Drain is a plan one confirms: who runs there keeps running, nobody new comes. */
function DrainButton({ node }: { node: NodeView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const isDraining = node.state !== 'drained';
  const holders = new Set(node.slots.flatMap(({ holder }) => holder?.allocationId ?? [])).size;
  const change = useMutation(
    trpc.gpuaas.fleet.setDraining.mutationOptions({
      onSuccess: async () => {
        setOpen(false);
        await queryClient.invalidateQueries(trpc.gpuaas.fleet.pathFilter());
      },
    }),
  );
  return (
    <>
      <Button
        size="sm"
        onClick={() => setOpen(true)}
        disabledReason={node.state === 'unavailable' ? 'The machine does not answer.' : undefined}
      >
        {isDraining ? 'Drain' : 'Take up work again'}
      </Button>
      <ConfirmDialog
        open={isOpen}
        onOpenChange={setOpen}
        title={isDraining ? `Drain ${node.name}` : `Let ${node.name} take up work again`}
        consequence={
          isDraining
            ? `No new workspace starts here. ${whatRunsOn(holders)}`
            : 'New workspaces start here again, within seconds.'
        }
        confirmLabel={isDraining ? 'Drain' : 'Take up work'}
        tone="neutral"
        onConfirm={async () => {
          await change.mutateAsync({ nodeId: node.id, isDraining }).catch(() => undefined);
        }}
        error={change.error && messageOf(change.error)}
      />
    </>
  );
}

function whatRunsOn(holders: number): string {
  if (holders === 0) return 'Nothing runs here.';
  return holders === 1
    ? 'The one that runs keeps running until released.'
    : `The ${holders} that run keep running until released.`;
}
