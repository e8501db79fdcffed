'use client';

import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AuditEntryView } from '@/server/platform/audit';
import { RelativeTime } from '@/components/domain/time';
import { useEvents } from '@/components/live/live-provider';
import { useCoalesced } from '@/components/live/use-coalesced';
import { useTRPC } from '@/components/trpc/client';
import { tableProps } from '@/components/trpc/table-props';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterBar } from '@/components/ui/filter-bar';
import { Select } from '@/components/ui/select';
import type { Column } from '@/components/ui/table/table.types';
import { DataTable } from '@/components/ui/table/data-table';
import { useListState } from '@/components/ui/use-list-state';
import { AuditDrawer, ResultBadge } from './audit-drawer';
import type { AuditPlace } from './audit-place';
import { targetOf, verbOf } from './describe';

interface AuditListProps {
  place: AuditPlace;
  /** Only what concerned this target, for the activity of one resource. */
  targetId?: string;
}

const PAGE_SIZE = 50;
const defaults = { filters: { q: '', result: 'all', action: 'all', correlation: '' }, sort: '-occurredAt' };

const columns: Column<AuditEntryView>[] = [
  { id: 'occurredAt', header: 'When', width: '9rem', cell: (row) => <RelativeTime at={row.occurredAt} /> },
  { id: 'actor', header: 'Who', width: '12rem', cell: (row) => row.actor.name },
  { id: 'action', header: 'Did what', primary: true, cell: (row) => verbOf(row.action) },
  {
    id: 'target',
    header: 'To what',
    cell: (row) => <span className="text-muted">{targetOf(row)}</span>,
    hideBelow: 'sm',
  },
  { id: 'result', header: 'Result', width: '6rem', cell: (row) => <ResultBadge result={row.result} /> },
  { id: 'address', header: 'From', width: '9rem', cell: (row) => row.ipAddress ?? '—', hideBelow: 'lg' },
  { id: 'role', header: 'As', cell: (row) => row.actor.role?.replaceAll('_', ' ') ?? '—', initiallyHidden: true },
];

/** The trail of a place: newest first, growing as things happen, filter in the address, detail in a drawer. */
export function AuditList({ place, targetId }: AuditListProps) {
  const trpc = useTRPC();
  const list = useListState(defaults);
  const [open, setOpen] = useState<AuditEntryView>();
  const { q, result, action, correlation } = list.filters;
  const query = useQuery({
    ...trpc.audit.list.queryOptions({
      ...place,
      limit: PAGE_SIZE,
      ...(list.cursor && { cursor: list.cursor }),
      filter: {
        ...(targetId && { targetId }),
        ...(q && { text: q }),
        ...(result !== 'all' && { result: result as AuditEntryView['result'] }),
        ...(action !== 'all' && { action }),
        ...(correlation && { correlationId: correlation }),
      },
    }),
    placeholderData: keepPreviousData,
  });
  const actions = useQuery(trpc.audit.actions.queryOptions(place));
  const queryClient = useQueryClient();
  const refresh = useCoalesced(() => void queryClient.invalidateQueries(trpc.audit.list.pathFilter()));
  useEvents('audit.entry_appended', refresh);
  return (
    <>
      <FilterBar
        search={{
          value: q,
          onValueChange: (value) => list.setFilters({ q: value }),
          label: 'Find by person, target or action',
        }}
        filtered={list.filtered}
        onClear={list.clearFilters}
      >
        <Select
          label="Result"
          className="w-36"
          value={result}
          onValueChange={(value) => list.setFilters({ result: value })}
          options={[
            { value: 'all', label: 'Any result' },
            { value: 'ok', label: 'Done' },
            { value: 'denied', label: 'Denied' },
            { value: 'failed', label: 'Failed' },
          ]}
        />
        <Select
          label="Action"
          className="w-56"
          value={action}
          onValueChange={(value) => list.setFilters({ action: value })}
          options={[
            { value: 'all', label: 'Any action' },
            ...(actions.data ?? []).map((name) => ({ value: name, label: verbOf(name), hint: name })),
          ]}
        />
      </FilterBar>
      <DataTable
        label="Audit trail"
        columns={columns}
        {...tableProps({ list, query, pageSize: PAGE_SIZE })}
        rowId={(row) => row.id}
        onRowOpen={setOpen}
        {...(open && { openRowId: open.id })}
        settingsKey="audit"
        empty={
          <EmptyState compact title="Nothing recorded yet">
            Every privileged change and every denial will stand here, as it happens.
          </EmptyState>
        }
      />
      <AuditDrawer
        entry={open}
        place={place}
        onClose={() => setOpen(undefined)}
        onFollow={(correlationId) => {
          setOpen(undefined);
          list.setFilters({ ...defaults.filters, correlation: correlationId });
        }}
      />
    </>
  );
}
