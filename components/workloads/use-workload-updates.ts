'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEvents } from '@/components/live/live-provider';
import { useCoalesced } from '@/components/live/use-coalesced';
import { useTRPC } from '@/components/trpc/client';

/** Keeps workspaces on screen as the server sees them: states and timelines by event, use by sample. */
export function useWorkloadUpdates(): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  // What runs, what it has metered and what is left move together: a release posts its last seconds at once.
  const refresh = useCoalesced(() => {
    void queryClient.invalidateQueries(trpc.gpuaas.allocation.pathFilter());
    void queryClient.invalidateQueries(trpc.billing.pathFilter());
    void queryClient.invalidateQueries(trpc.gpuaas.catalog.pathFilter());
  });
  useEvents(['gpuaas.allocation_changed', 'gpuaas.fleet_changed', 'billing.'], refresh);
  useEvents('gpuaas.metrics_sampled', () => {
    void queryClient.invalidateQueries(trpc.gpuaas.allocation.metrics.pathFilter());
    void queryClient.invalidateQueries(trpc.gpuaas.allocation.list.pathFilter());
    void queryClient.invalidateQueries(trpc.gpuaas.allocation.get.pathFilter());
  });
}
