'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { NodeView, SlotView } from '@/server/products/gpuaas';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { messageOf, wireErrorOf } from '@/components/trpc/wire-error';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast';
import { newIdempotencyKey } from '@/components/trpc/idempotency-key';

/** Slots that nobody gets because something is left on the machine: why, and the way out. */
export function BlockedSlots({ node }: { node: NodeView }) {
  const blocked = node.slots.filter(({ state }) => state === 'cleanup_blocked');
  const perWorkspace = [...Map.groupBy(blocked, (slot) => slot.workspaceId ?? slot.id).values()];
  return perWorkspace.map((slots) => {
    const [slot] = slots;
    return slot && <BlockedSlot key={slot.id} slot={slot} count={slots.length} />;
  });
}

function BlockedSlot({ slot, count }: { slot: SlotView; count: number }) {
  const { can } = usePortal();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const recheck = useMutation(
    trpc.gpuaas.fleet.recheckSlot.mutationOptions({
      onSuccess: async ({ isFree, blockers }) => {
        await queryClient.invalidateQueries(trpc.gpuaas.fleet.pathFilter());
        if (isFree) toast.ok('Nothing is left: the slots are free again');
        else toast.error('Something is still there', { description: blockers.join(' ') });
      },
      onError: (error) => toast.error(messageOf(error), { correlationId: wireErrorOf(error)?.correlationId }),
    }),
  );
  const mayOperate = can('gpuaas.fleet.operate', 'platform');
  return (
    <Banner
      tone="danger"
      title={`${count} ${count === 1 ? 'slot' : 'slots'} blocked after ${slot.holder?.name ?? slot.workspaceId ?? 'a workspace'}`}
      action={
        mayOperate && (
          <span className="flex flex-wrap gap-2">
            <Button size="sm" busy={recheck.isPending} onClick={() => recheck.mutate({ slotId: slot.id })}>
              Check again
            </Button>
            {slot.holder?.state === 'release_failed' && <ForceRelease holder={slot.holder} />}
          </span>
        )
      }
    >
      {slot.blockedReason}
    </Banner>
  );
}

function ForceRelease({ holder }: { holder: NonNullable<SlotView['holder']> }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [idempotencyKey] = useState(newIdempotencyKey);
  const force = useMutation(
    trpc.gpuaas.allocation.forceRelease.mutationOptions({
      onSuccess: async () => {
        setOpen(false);
        await queryClient.invalidateQueries(trpc.gpuaas.fleet.pathFilter());
      },
    }),
  );
  return (
    <>
      <Button size="sm" variant="danger-quiet" onClick={() => setOpen(true)}>
        Force release
      </Button>
      <ConfirmDialog
        open={isOpen}
        onOpenChange={setOpen}
        title={`Force the release of ${holder.name}`}
        consequence={`It ends for ${holder.ownerName} even without proof of cleanup. The slots stay blocked until a check proves that nothing is left.`}
        confirmLabel="Force release"
        typeName={holder.name}
        onConfirm={async () => {
          await force.mutateAsync({ allocationId: holder.allocationId, idempotencyKey }).catch(() => undefined);
        }}
        error={force.error && messageOf(force.error)}
      />
    </>
  );
}
