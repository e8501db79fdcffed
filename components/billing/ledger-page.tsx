'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { TransactionKind, TransactionView } from '@/server/platform/billing';
import { Money } from '@/components/domain/money';
import { RelativeTime } from '@/components/domain/time';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { tableProps } from '@/components/trpc/table-props';
import { Badge } from '@/components/ui/badge';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterBar } from '@/components/ui/filter-bar';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { DataTable } from '@/components/ui/table/data-table';
import type { Column } from '@/components/ui/table/table.types';
import { useListState } from '@/components/ui/use-list-state';
import { useUrlState } from '@/components/ui/use-url-state';
import type { Id } from '@/server/shared/ids';
import { isTransactionId, type BillingPlace } from './billing-place';
import { TransactionDrawer } from './transaction-drawer';
import { useBillingUpdates } from './use-billing-updates';

const PAGE_SIZE = 50;
const defaults = { filters: { q: '', kind: 'all' }, sort: '-seq' };
const drawerDefaults = { transaction: '' };

const KIND_WORDS: Record<TransactionKind, string> = {
  usage: 'Usage',
  hold: 'Set aside',
  hold_extension: 'Set aside more',
  hold_release: 'Given back',
  usage_correction: 'Correction',
  adjustment: 'Adjustment',
  reversal: 'Reversal',
  settlement: 'Settlement',
};

const columns: Column<TransactionView>[] = [
  {
    id: 'seq',
    header: 'No.',
    align: 'right',
    width: '5rem',
    cell: (row) => <span className="num font-mono text-12 text-faint">{row.seq.toString()}</span>,
  },
  { id: 'occurredAt', header: 'When', width: '9rem', cell: (row) => <RelativeTime at={row.occurredAt} /> },
  {
    id: 'sentence',
    header: 'What happened',
    primary: true,
    cell: (row) => (
      <span className="flex min-w-0 flex-col">
        <span>{row.sentence}</span>
        {row.reason && <span className="truncate text-12 text-faint">{row.reason}</span>}
      </span>
    ),
  },
  { id: 'kind', header: 'Kind', width: '9rem', hideBelow: 'md', cell: (row) => <Badge>{KIND_WORDS[row.kind]}</Badge> },
  { id: 'entries', header: 'Entries', align: 'right', width: '5rem', hideBelow: 'lg', cell: (row) => row.entryCount },
  { id: 'amount', header: 'Moved', align: 'right', width: '9rem', cell: (row) => <Money value={row.amount} /> },
];

/** The ledger of the chosen organization: every transaction, newest first, each leading to its entries. */
export function LedgerPage() {
  const { organization, project, can } = usePortal();
  const [{ transaction }, update] = useUrlState(drawerDefaults);
  useBillingUpdates();
  const mayList = can('billing.ledger.read', 'organization');
  const place = placeOf({ organizationId: mayList ? organization?.id : undefined, projectId: project?.id });
  return (
    <Page>
      <PageHeader
        title="Ledger"
        description={`Every movement of money of ${organization?.name ?? 'this organization'}. Each nets to zero, and none is ever changed.`}
      />
      {organization && mayList ? (
        <TransactionList
          organizationId={organization.id}
          openId={transaction}
          onOpen={(id) => update({ transaction: id }, { push: true })}
        />
      ) : (
        <EmptyState title="The ledger belongs to the organization">
          You may see what your own projects cost, down to their entries, on the spend page of each project.
        </EmptyState>
      )}
      {place && (
        <TransactionDrawer
          transactionId={isTransactionId(transaction) ? transaction : undefined}
          place={place}
          onClose={() => update({ transaction: '' })}
        />
      )}
    </Page>
  );
}

function placeOf(ids: {
  organizationId: Id<'org'> | undefined;
  projectId: Id<'prj'> | undefined;
}): BillingPlace | undefined {
  if (ids.organizationId) return { organizationId: ids.organizationId };
  return ids.projectId ? { projectId: ids.projectId } : undefined;
}

type TransactionListProps = { organizationId: Id<'org'>; openId: string; onOpen: (id: Id<'ltx'>) => void };

function TransactionList({ organizationId, openId, onOpen }: TransactionListProps) {
  const trpc = useTRPC();
  const list = useListState(defaults);
  const { q, kind } = list.filters;
  const query = useQuery({
    ...trpc.billing.ledger.list.queryOptions({
      organizationId,
      limit: PAGE_SIZE,
      ...(list.cursor && { cursor: list.cursor }),
      ...(q && { text: q }),
      ...(kind in KIND_WORDS && { kind: kind as TransactionKind }),
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <FilterBar
        search={{
          value: q,
          onValueChange: (value) => list.setFilters({ q: value }),
          label: 'Find by resource or reason',
        }}
        filtered={list.filtered}
        onClear={list.clearFilters}
      >
        <Select
          label="Kind"
          className="w-44"
          value={kind}
          onValueChange={(value) => list.setFilters({ kind: value })}
          options={[
            { value: 'all', label: 'Any kind' },
            ...Object.entries(KIND_WORDS).map(([value, label]) => ({ value, label })),
          ]}
        />
      </FilterBar>
      <DataTable
        label="Ledger transactions"
        columns={columns}
        {...tableProps({ list, query, pageSize: PAGE_SIZE })}
        rowId={(row) => row.id}
        onRowOpen={(row) => onOpen(row.id)}
        openRowId={openId}
        settingsKey="ledger"
        empty={
          <EmptyState compact title="Nothing booked yet">
            The first launch sets money aside, and that is the first transaction.
          </EmptyState>
        }
      />
    </>
  );
}
