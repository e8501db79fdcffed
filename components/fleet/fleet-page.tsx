'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEvents } from '@/components/live/live-provider';
import { useTRPC } from '@/components/trpc/client';
import { failureOf } from '@/components/trpc/failure-of';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { Page, PageHeader } from '@/components/ui/page-header';
import { SkeletonText } from '@/components/ui/skeleton';
import { NodePanel } from './node-panel';

/** Every machine with its GPUs: who holds them, how busy they are, what keeps them from being used. */
export function FleetPage() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  useEvents(['gpuaas.fleet_changed', 'gpuaas.allocation_changed', 'gpuaas.metrics_sampled'], () => {
    void queryClient.invalidateQueries(trpc.gpuaas.fleet.pathFilter());
  });
  const query = useQuery(trpc.gpuaas.fleet.nodes.queryOptions());
  const failure = failureOf(query);
  return (
    <Page>
      <PageHeader title="Fleet" description="Machines, what they can isolate, and every slot with who holds it." />
      {failure && !query.data ? (
        <ErrorState {...failure} />
      ) : !query.data ? (
        <div role="status" aria-busy="true" aria-label="The fleet is being loaded">
          <SkeletonText lines={8} />
        </div>
      ) : query.data.length === 0 ? (
        <EmptyState title="No machine is enrolled">
          The node runtime enrols its machine as soon as it answers the portal. <code>npm run doctor</code> says what is
          missing.
        </EmptyState>
      ) : (
        <div className="flex flex-col gap-8">
          {query.data.map((node) => (
            <NodePanel key={node.id} node={node} />
          ))}
        </div>
      )}
    </Page>
  );
}
