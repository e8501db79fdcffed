'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Ellipsis } from 'lucide-react';
import { RelativeTime } from '@/components/domain/time';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { tableProps } from '@/components/trpc/table-props';
import { IconButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterBar } from '@/components/ui/filter-bar';
import { Menu, type MenuItem } from '@/components/ui/menu';
import { Select } from '@/components/ui/select';
import { DataTable, type Column } from '@/components/ui/table/data-table';
import { useListState } from '@/components/ui/use-list-state';
import type { DepartmentRow, ProjectRow } from './access.types';
import type { StructureChange } from './structure-dialogs';

const PAGE_SIZE = 50;
const defaults = { filters: { q: '', department: 'all' }, sort: 'name' };

const columns: Column<ProjectRow>[] = [
  { id: 'name', header: 'Project', primary: true, cell: (row) => row.name },
  { id: 'department', header: 'Department', cell: (row) => row.departmentName },
  {
    id: 'people',
    header: 'Own members',
    align: 'right',
    width: '8rem',
    cell: (row) => row.peopleCount,
    hideBelow: 'sm',
  },
  { id: 'made', header: 'Made', width: '9rem', cell: (row) => <RelativeTime at={row.createdAt} />, hideBelow: 'md' },
];

interface ProjectListProps {
  departments: readonly DepartmentRow[];
  onChange: (change: StructureChange) => void;
}

/** The projects of the chosen organization, by name. */
export function ProjectList({ departments, onChange }: ProjectListProps) {
  const trpc = useTRPC();
  const { organization } = usePortal();
  const list = useListState(defaults);
  const { q, department } = list.filters;
  const departmentId = departments.find((each) => each.id === department)?.id;
  const query = useQuery({
    ...trpc.iam.projects.list.queryOptions({
      organizationId: organization?.id ?? 'org_',
      limit: PAGE_SIZE,
      ...(q && { text: q }),
      ...(departmentId && { departmentId }),
      ...(list.cursor && { cursor: list.cursor }),
    }),
    enabled: organization !== undefined,
    placeholderData: keepPreviousData,
  });
  return (
    <div>
      <FilterBar
        search={{ value: q, onValueChange: (text) => list.setFilters({ q: text }), label: 'Find by name' }}
        filtered={list.filtered}
        onClear={list.clearFilters}
      >
        <Select
          label="Department"
          className="w-48"
          value={department}
          onValueChange={(value) => list.setFilters({ department: value })}
          options={[
            { value: 'all', label: 'Any department' },
            ...departments.map((each) => ({ value: each.id, label: each.name })),
          ]}
        />
      </FilterBar>
      <DataTable
        label="Projects"
        columns={columns}
        {...tableProps({ list, query, pageSize: PAGE_SIZE })}
        rowId={(row) => row.id}
        rowActions={(row) => (
          <ProjectMenu project={row} onChange={onChange} hasOtherDepartment={departments.length > 1} />
        )}
        empty={
          <EmptyState compact title="No project yet">
            Make one, and people can launch workspaces in it.
          </EmptyState>
        }
      />
    </div>
  );
}

interface ProjectMenuProps {
  project: ProjectRow;
  onChange: (change: StructureChange) => void;
  hasOtherDepartment: boolean;
}

function ProjectMenu({ project, onChange, hasOtherDepartment }: ProjectMenuProps) {
  const { can } = usePortal();
  const items: MenuItem[] = [
    { kind: 'link', label: 'Spend', href: `/projects/${project.id}/spend` },
    ...(can('iam.project.update', 'organization')
      ? [{ label: 'Rename', onSelect: () => onChange({ kind: 'rename-project', project }) }]
      : []),
    ...(can('iam.project.move', 'organization')
      ? [
          {
            label: 'Move to another department',
            onSelect: () => onChange({ kind: 'move-project', project }),
            ...(!hasOtherDepartment && { disabledReason: 'There is only one department.' }),
          },
        ]
      : []),
  ];
  return (
    <Menu
      label={`What to do with ${project.name}`}
      items={items}
      trigger={
        <IconButton label={`What to do with ${project.name}`} size="sm">
          <Ellipsis aria-hidden />
        </IconButton>
      }
    />
  );
}
