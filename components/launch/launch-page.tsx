'use client';

import { useQuery } from '@tanstack/react-query';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { failureOf } from '@/components/trpc/failure-of';
import { ErrorState } from '@/components/ui/error-state';
import { Page, PageHeader } from '@/components/ui/page-header';
import { SkeletonText } from '@/components/ui/skeleton';
import { NoProject } from '@/components/workloads/no-project';
import { useWorkloadUpdates } from '@/components/workloads/use-workload-updates';
import { LaunchForm } from './launch-form';

/** One page from nothing to a running workspace. */
export function LaunchPage() {
  const trpc = useTRPC();
  const { project, can } = usePortal();
  useWorkloadUpdates();
  const catalog = useQuery(trpc.gpuaas.catalog.list.queryOptions());
  const failure = failureOf(catalog);
  return (
    <Page>
      <PageHeader
        title="Launch a workspace"
        description="Choose what it is made of; everything else has a sensible start."
        back={{ href: '/workloads', label: 'Active work' }}
      />
      {!project ? (
        <NoProject />
      ) : catalog.data ? (
        <LaunchForm
          key={project.id}
          catalog={catalog.data}
          project={project}
          mayLaunch={can('gpuaas.allocation.launch')}
        />
      ) : failure ? (
        <ErrorState {...failure} />
      ) : (
        <div role="status" aria-busy="true" aria-label="The catalog is being loaded">
          <SkeletonText lines={8} />
        </div>
      )}
    </Page>
  );
}
