'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useEvents } from '@/components/live/live-provider';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { failureOf, type FailingQuery } from '@/components/trpc/failure-of';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { DataTable, type Column } from '@/components/ui/table/data-table';
import type { DepartmentRow } from './access.types';
import { ProjectList } from './project-list';
import { StructureDialogs, type StructureChange } from './structure-dialogs';

/** Departments and projects of the chosen organization. */
export function StructurePage() {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { organization, can } = usePortal();
  const [change, setChange] = useState<StructureChange | null>(null);
  const departments = useQuery({
    ...trpc.iam.departments.list.queryOptions({ organizationId: organization?.id ?? 'org_' }),
    enabled: organization !== undefined,
  });
  const refresh = () => {
    void queryClient.invalidateQueries(trpc.iam.departments.pathFilter());
    void queryClient.invalidateQueries(trpc.iam.projects.pathFilter());
    // The shell's selectors list projects too, and come from the server with the page.
    router.refresh();
  };
  useEvents('iam.tree_changed', refresh);
  const mayCreateProject = can('iam.project.create', 'organization');
  return (
    <Page>
      <PageHeader
        title="Structure"
        description={`Departments are where money is attributed in ${organization?.name ?? 'the organization'}, projects are where work lives.`}
        actions={
          <>
            {can('iam.department.create', 'organization') && (
              <Button onClick={() => setChange({ kind: 'new-department' })}>New department</Button>
            )}
            {mayCreateProject && (
              <Button variant="primary" onClick={() => setChange({ kind: 'new-project' })}>
                New project
              </Button>
            )}
          </>
        }
      />
      <div className="flex flex-col gap-8">
        <Section title="Departments">
          <DepartmentList query={departments} onChange={setChange} />
        </Section>
        <Section title="Projects">
          <ProjectList departments={departments.data ?? []} onChange={setChange} />
        </Section>
      </div>
      <StructureDialogs
        change={change}
        departments={departments.data ?? []}
        onClose={() => setChange(null)}
        onDone={refresh}
      />
    </Page>
  );
}

const columns: Column<DepartmentRow>[] = [
  {
    id: 'name',
    header: 'Department',
    primary: true,
    cell: (row) => (
      <span className="inline-flex items-center gap-2">
        {row.name} {row.isDefault && <Badge>default</Badge>}
      </span>
    ),
  },
  { id: 'projects', header: 'Projects', align: 'right', width: '7rem', cell: (row) => row.projectCount },
];

interface DepartmentListProps {
  query: FailingQuery & { data: DepartmentRow[] | undefined };
  onChange: (change: StructureChange) => void;
}

function DepartmentList({ query, onChange }: DepartmentListProps) {
  const { can } = usePortal();
  return (
    <DataTable
      label="Departments"
      columns={columns}
      rows={query.data}
      rowId={(row) => row.id}
      maxHeight="none"
      {...(can('iam.department.update', 'organization') && {
        rowActions: (row: DepartmentRow) => (
          <Button size="sm" variant="ghost" onClick={() => onChange({ kind: 'rename-department', department: row })}>
            Rename<span className="sr-only"> {row.name}</span>
          </Button>
        ),
      })}
      failure={failureOf(query)}
      empty={
        <EmptyState compact title="No department">
          Every organization has one; reload the page.
        </EmptyState>
      }
    />
  );
}
