'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEvents } from '@/components/live/live-provider';
import { useTRPC } from '@/components/trpc/client';

/** Keeps money on screen as the server sees it: after every window, and whenever a balance changes its state. */
export function useBillingUpdates(): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  useEvents('billing.', () => void queryClient.invalidateQueries(trpc.billing.pathFilter()));
}
