'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEvents } from '@/components/live/live-provider';
import { useCoalesced } from '@/components/live/use-coalesced';
import { useTRPC } from '@/components/trpc/client';

/** Keeps money on screen as the server sees it: whenever money moves, a budget is set, or a balance changes its state. */
export function useBillingUpdates(): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = useCoalesced(() => void queryClient.invalidateQueries(trpc.billing.pathFilter()));
  useEvents('billing.', refresh);
}
