'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Rocket } from 'lucide-react';
import type { AllocationView } from '@/server/products/gpuaas';
import { AllocationState } from '@/components/domain/allocation-state';
import { Money } from '@/components/domain/money';
import { RelativeTime } from '@/components/domain/time';
import { formatShare } from '@/components/format/quantity';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { tableProps } from '@/components/trpc/table-props';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterBar } from '@/components/ui/filter-bar';
import { Select } from '@/components/ui/select';
import { DataTable } from '@/components/ui/table/data-table';
import type { Column } from '@/components/ui/table/table.types';
import { formatSort, useListState } from '@/components/ui/use-list-state';
import { LiveCost } from './live-cost';
import { NoProject } from './no-project';
import { SimulatedBadge } from './simulated-badge';
import { useWorkloadUpdates } from './use-workload-updates';

const PAGE_SIZE = 50;
const defaults = { filters: { q: '', state: 'live', who: 'all' }, sort: '-requestedAt' };

const STATES = [
  { value: 'live', label: 'Not ended' },
  { value: 'all', label: 'Any state' },
  { value: 'active', label: 'Active' },
  { value: 'requested', label: 'Requested' },
  { value: 'provisioning', label: 'Starting' },
  { value: 'releasing', label: 'Releasing' },
  { value: 'failed', label: 'Failed' },
  { value: 'release_failed', label: 'Release failed' },
  { value: 'released', label: 'Released' },
] as const;
type StateFilter = (typeof STATES)[number]['value'];
const SORTS = ['-requestedAt', 'requestedAt', 'name', '-name', 'state', '-microsPerHour', 'microsPerHour'] as const;

/** Columns of a list of workspaces; figures are as of `asOfMs`. */
function columnsAsOf(asOfMs: number): Column<AllocationView>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      primary: true,
      sortable: true,
      cell: (row) => <span className="font-medium">{row.name}</span>,
    },
    {
      id: 'state',
      header: 'State',
      sortable: true,
      width: '9rem',
      cell: (row) => <AllocationState state={row.state} />,
    },
    {
      id: 'size',
      header: 'Size',
      hideBelow: 'sm',
      cell: (row) => (
        <span className="flex flex-wrap items-center gap-2">
          {row.skuName}
          {row.isSimulated && <SimulatedBadge />}
        </span>
      ),
    },
    { id: 'owner', header: 'Owner', hideBelow: 'md', cell: (row) => (row.isMine ? 'You' : row.ownerName) },
    {
      id: 'use',
      header: 'GPU use',
      align: 'right',
      hideBelow: 'lg',
      cell: (row) => <span className="num">{usageOf(row)}</span>,
    },
    {
      id: 'microsPerHour',
      header: 'Price',
      align: 'right',
      sortable: true,
      hideBelow: 'md',
      cell: (row) => <Money value={{ currency: row.currency, micros: row.microsPerHour }} per="/ h" />,
    },
    {
      id: 'cost',
      header: 'Cost so far',
      align: 'right',
      cell: (row) => <LiveCost allocation={row} asOfMs={asOfMs} />,
    },
    {
      id: 'requestedAt',
      header: 'Launched',
      sortable: true,
      width: '9rem',
      hideBelow: 'lg',
      cell: (row) => <RelativeTime at={row.requestedAt} />,
    },
  ];
}

function usageOf(row: AllocationView): string {
  const percent = row.shape === 'cpu' ? undefined : row.use?.gpuUtilPercent;
  return percent === undefined || percent === null ? '—' : formatShare(percent / 100);
}

/** The chosen project's workspaces: filter in the address, paged by the server, live. */
export function WorkloadsList() {
  const trpc = useTRPC();
  const { project, me, can } = usePortal();
  const list = useListState(defaults);
  useWorkloadUpdates();
  const state: StateFilter = STATES.find(({ value }) => value === list.filters.state)?.value ?? 'live';
  const query = useQuery({
    ...trpc.gpuaas.allocation.list.queryOptions({
      projectId: project?.id,
      q: list.filters.q,
      state,
      ...(list.filters.who === 'mine' && { ownerId: me.user.id }),
      sort: SORTS.find((sort) => sort === formatSort(list.sort)) ?? '-requestedAt',
      limit: PAGE_SIZE,
      ...(list.cursor && { cursor: list.cursor }),
    }),
    enabled: project !== undefined,
    placeholderData: keepPreviousData,
  });
  if (!project) return <NoProject />;
  return (
    <>
      <FilterBar
        search={{
          value: list.filters.q,
          onValueChange: (q) => list.setFilters({ q }),
          label: 'Find by name or id',
        }}
        filtered={list.filtered}
        onClear={list.clearFilters}
      >
        <Select
          label="State"
          className="w-40"
          value={state}
          onValueChange={(value) => list.setFilters({ state: value })}
          options={STATES}
        />
        <Select
          label="Owner"
          className="w-36"
          value={list.filters.who}
          onValueChange={(who) => list.setFilters({ who })}
          options={[
            { value: 'all', label: 'Everybody’s' },
            { value: 'mine', label: 'Mine' },
          ]}
        />
      </FilterBar>
      <DataTable
        label="Workspaces"
        columns={columnsAsOf(query.dataUpdatedAt)}
        {...tableProps({ list, query, pageSize: PAGE_SIZE })}
        rowId={(row) => row.id}
        rowHref={(row) => `/workloads/${row.id}`}
        sort={list.sort}
        onSortChange={list.setSort}
        settingsKey="workloads"
        empty={
          <EmptyState
            compact
            title="Nothing runs here"
            action={
              can('gpuaas.allocation.launch') && (
                <ButtonLink href="/compute/launch" icon={<Rocket />}>
                  Launch a workspace
                </ButtonLink>
              )
            }
          >
            What runs in {project.name} stands here, with what it costs by the second.
          </EmptyState>
        }
      />
    </>
  );
}
