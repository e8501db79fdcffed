'use client';

import { useQuery } from '@tanstack/react-query';
import { Rocket } from 'lucide-react';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { failureOf } from '@/components/trpc/failure-of';
import { ButtonLink } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { NoProject } from '@/components/workloads/no-project';
import { useWorkloadUpdates } from '@/components/workloads/use-workload-updates';
import { HomeFigures } from './home-figures';
import { HomeRunning } from './home-running';
import { HomeShapes } from './home-shapes';
import { HomeTodo } from './home-todo';

const RUNNING_MAX = 20;

/** What of mine runs and costs, what needs me, what can I start. */
export function HomePage() {
  const trpc = useTRPC();
  const { me, organization, project, can } = usePortal();
  useWorkloadUpdates();
  const running = useQuery({
    ...trpc.gpuaas.allocation.list.queryOptions({
      projectId: project?.id,
      ownerId: me.user.id,
      state: 'live',
      limit: RUNNING_MAX,
    }),
    enabled: project !== undefined,
  });
  const failure = failureOf(running);
  return (
    <Page>
      <PageHeader
        title="Home"
        description={project ? `Your work in ${project.name}.` : organization?.name}
        actions={
          can('gpuaas.allocation.launch') && (
            <ButtonLink href="/compute/launch" variant="primary" icon={<Rocket />}>
              Launch a workspace
            </ButtonLink>
          )
        }
      />
      {project ? (
        <div className="flex flex-col gap-8">
          <HomeFigures projectId={project.id} running={running.data?.items} />
          <div className="grid items-start gap-8 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
            <Section
              title="Running now"
              description="What you launched and did not release."
              actions={
                <ButtonLink href="/workloads" size="sm" variant="ghost" className="-mx-2.5">
                  All work of the project
                </ButtonLink>
              }
            >
              {failure && !running.data ? (
                <ErrorState compact {...failure} />
              ) : (
                <HomeRunning items={running.data?.items} asOfMs={running.dataUpdatedAt} />
              )}
            </Section>
            <HomeTodo projectId={project.id} userId={me.user.id} />
          </div>
          <HomeShapes />
        </div>
      ) : (
        <NoProject />
      )}
    </Page>
  );
}
