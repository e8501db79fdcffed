'use client';

import { Rocket } from 'lucide-react';
import { usePortal } from '@/components/portal/portal-context';
import { ButtonLink } from '@/components/ui/button';
import { Page, PageHeader } from '@/components/ui/page-header';
import { WorkloadsList } from './workloads-list';

/** Title, launch button and list. */
export function WorkloadsPage() {
  const { project, can } = usePortal();
  return (
    <Page>
      <PageHeader
        title="Active work"
        description={project ? `Workspaces of ${project.name}.` : undefined}
        actions={
          can('gpuaas.allocation.launch') && (
            <ButtonLink href="/compute/launch" variant="primary" icon={<Rocket />}>
              Launch
            </ButtonLink>
          )
        }
      />
      <WorkloadsList />
    </Page>
  );
}
