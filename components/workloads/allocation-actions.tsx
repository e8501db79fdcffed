'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCcw, Rocket, Square } from 'lucide-react';
import { useState } from 'react';
import type { AllocationDetailView } from '@/server/products/gpuaas';
import { useTRPC } from '@/components/trpc/client';
import { messageOf, wireErrorOf } from '@/components/trpc/wire-error';
import { Button, ButtonLink } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast';
import { newIdempotencyKey, retryKeyOf } from '@/components/trpc/idempotency-key';

/** What a person may do with a workspace now; a reason stands beside what they may not. */
export function AllocationActions({ allocation }: { allocation: AllocationDetailView }) {
  const { actions, state } = allocation;
  const [asked, setAsked] = useState<'release' | 'force'>();
  const isEnded = state === 'released' || state === 'failed';
  return (
    <>
      {state === 'failed' && actions.retry === null && <RetryButton allocation={allocation} />}
      {isEnded && (
        <ButtonLink href={`/compute/launch?sku=${allocation.skuCode}`} icon={<Rocket />}>
          Launch again
        </ButtonLink>
      )}
      {!isEnded && actions.forceRelease === null && (!allocation.isMine || state !== 'active') && (
        <Button variant="danger-quiet" onClick={() => setAsked('force')}>
          Force release
        </Button>
      )}
      {!isEnded && (
        <Button
          variant="danger-quiet"
          icon={<Square />}
          disabledReason={actions.release ?? undefined}
          onClick={() => setAsked('release')}
        >
          Release
        </Button>
      )}
      {asked && (
        <ReleaseDialog allocation={allocation} isForced={asked === 'force'} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}

function RetryButton({ allocation }: { allocation: AllocationDetailView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const retry = useMutation(
    trpc.gpuaas.allocation.retry.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.gpuaas.allocation.pathFilter()),
      onError: (error) => toast.error(messageOf(error), { correlationId: wireErrorOf(error)?.correlationId }),
    }),
  );
  return (
    <Button
      variant="primary"
      icon={<RotateCcw />}
      busy={retry.isPending}
      onClick={() => retry.mutate({ allocationId: allocation.id, idempotencyKey: retryKeyOf(allocation) })}
    >
      Try again
    </Button>
  );
}

type ReleaseDialogProps = { allocation: AllocationDetailView; isForced: boolean; onClose: () => void };

function ReleaseDialog({ allocation, isForced, onClose }: ReleaseDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const procedure = isForced ? trpc.gpuaas.allocation.forceRelease : trpc.gpuaas.allocation.release;
  const release = useMutation(
    procedure.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.gpuaas.allocation.pathFilter());
        onClose();
      },
    }),
  );
  const whose = allocation.isMine ? 'your' : `${allocation.ownerName}’s`;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={isForced ? `Force the release of ${allocation.name}` : `Release ${allocation.name}`}
      consequence={`Its shells and programs end, and everything on ${whose} disk there is deleted for good. Billing stops at once.${
        isForced ? ' Programs get no time to save; slots whose cleanup cannot be proven stay blocked.' : ''
      }`}
      confirmLabel={isForced ? 'Force release' : 'Release'}
      typeName={isForced ? allocation.name : undefined}
      onConfirm={async () => {
        await release.mutateAsync({ allocationId: allocation.id, idempotencyKey }).catch(() => undefined);
      }}
      error={release.error && messageOf(release.error)}
    />
  );
}
