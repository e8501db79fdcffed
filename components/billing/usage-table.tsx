'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { UsageView } from '@/server/platform/billing';
import type { Id, IdPrefix } from '@/server/shared/ids';
import { Money } from '@/components/domain/money';
import { AbsoluteTime, Duration } from '@/components/domain/time';
import { useTRPC } from '@/components/trpc/client';
import { tableProps } from '@/components/trpc/table-props';
import { EmptyState } from '@/components/ui/empty-state';
import { DataTable } from '@/components/ui/table/data-table';
import type { Column } from '@/components/ui/table/table.types';
import type { BillingPlace } from './billing-place';

const PAGE_SIZE = 25;

const aboutColumns: Column<UsageView>[] = [
  { id: 'resource', header: 'Resource', primary: true, cell: (row) => row.resourceName },
  { id: 'person', header: 'Person', hideBelow: 'md', cell: (row) => row.personName },
];

const fromColumn: Column<UsageView> = { id: 'from', header: 'From', cell: (row) => <AbsoluteTime at={row.startAt} /> };

const chargeColumns: Column<UsageView>[] = [
  {
    id: 'length',
    header: 'For',
    align: 'right',
    cell: (row) => (
      <span>
        <UsageMark usage={row} />
        <Duration durationMs={row.endAt.getTime() - row.startAt.getTime()} />
      </span>
    ),
  },
  {
    id: 'rate',
    header: 'Rate',
    align: 'right',
    hideBelow: 'lg',
    cell: (row) => (row.perHour ? <Money value={row.perHour} per={perUnitHour(row.unit)} /> : 'no price'),
  },
  {
    id: 'charge',
    header: 'Charge',
    align: 'right',
    cell: (row) =>
      row.charge ? <Money value={row.charge} precision="full" /> : <span className="text-warn">not rated</span>,
  },
  {
    id: 'entry',
    header: 'Ledger',
    align: 'right',
    cell: (row) => (row.seq === null ? '—' : <span className="num font-mono">#{row.seq.toString()}</span>),
  },
];

const columns = [...aboutColumns, fromColumn, ...chargeColumns];
const columnsOfOne = [{ ...fromColumn, primary: true }, ...chargeColumns];

/** `cpu-second` → "/ cpu h": the rate is that of one unit, of which a workspace may have several. */
function perUnitHour(unit: string): string {
  return unit.endsWith('-second') ? `/ ${unit.slice(0, -'-second'.length)} h` : `/ ${unit}`;
}

/** Says of a record that it gives back, or was given back; nothing of one that stands. */
export function UsageMark({ usage }: { usage: UsageView }) {
  const { kind, givenBack } = usage;
  if (kind === 'correction') return <span className="text-warn">returned </span>;
  if (kind === 'reversal') return <span className="text-warn">taken back </span>;
  if (givenBack === 'correction') return <span className="text-muted">returned in part </span>;
  return givenBack === 'reversal' ? <span className="text-muted">reversed </span> : null;
}

/** What stands around the table narrows it. */
export type UsageFilter = {
  from?: Date;
  to?: Date;
  resourceId?: Id<IdPrefix>;
  personId?: Id<'usr'>;
  exceptResourceIds?: Id<IdPrefix>[];
  exceptPersonIds?: Id<'usr'>[];
};

type UsageTableProps = {
  place: BillingPlace;
  filter: UsageFilter;
  /** Stands on a page about one resource, which need not be named in every row. */
  ofOne?: boolean;
  onOpen: (transactionId: Id<'ltx'>) => void;
};

/** The usage records behind a figure; each row leads to its ledger entries. */
export function UsageTable({ place, filter, ofOne = false, onOpen }: UsageTableProps) {
  const trpc = useTRPC();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  // Unlike a list page's, this place is not kept in the address: the table narrows with what stands around it.
  const list = {
    page: cursors.length,
    hasPrevious: cursors.length > 0,
    next: (after: string) => setCursors([...cursors, after]),
    previous: () => setCursors(cursors.slice(0, -1)),
  };
  const query = useQuery({
    ...trpc.billing.usage.list.queryOptions({
      ...place,
      ...filter,
      limit: PAGE_SIZE,
      ...(cursor && { cursor }),
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <DataTable
      label={ofOne ? 'Usage of this workspace' : 'Usage records'}
      columns={ofOne ? columnsOfOne : columns}
      {...tableProps({ list, query, pageSize: PAGE_SIZE })}
      rowId={(row) => row.id}
      onRowOpen={(row) => row.transactionId && onOpen(row.transactionId)}
      settingsKey={ofOne ? 'usage-of-one' : 'usage'}
      maxHeight="none"
      empty={
        <EmptyState compact title={filter.from ? 'Nothing metered in this period' : 'Nothing metered yet'}>
          Usage is billed while a workspace is active, and closed every minute.
        </EmptyState>
      }
    />
  );
}
