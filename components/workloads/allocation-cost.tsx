'use client';

import { useQuery } from '@tanstack/react-query';
import type { UsageView } from '@/server/platform/billing';
import type { AllocationDetailView } from '@/server/products/gpuaas';
import { Money } from '@/components/domain/money';
import { AbsoluteTime, Duration } from '@/components/domain/time';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { failureOf } from '@/components/trpc/failure-of';
import { EmptyState } from '@/components/ui/empty-state';
import { Section } from '@/components/ui/page-header';
import { Stat } from '@/components/ui/stat';
import { DataTable } from '@/components/ui/table/data-table';
import type { Column } from '@/components/ui/table/table.types';
import { LiveCost } from './live-cost';

const LINES = 100;

const columns: Column<UsageView>[] = [
  { id: 'from', header: 'From', primary: true, cell: (row) => <AbsoluteTime at={row.startAt} /> },
  {
    id: 'length',
    header: 'For',
    align: 'right',
    cell: (row) => <Duration durationMs={row.endAt.getTime() - row.startAt.getTime()} />,
  },
  { id: 'unit', header: 'Unit', hideBelow: 'md', cell: (row) => row.unit },
  {
    id: 'rate',
    header: 'Rate',
    align: 'right',
    hideBelow: 'md',
    cell: (row) => (row.perHour ? <Money value={row.perHour} per={perUnitHour(row.unit)} /> : 'no price'),
  },
  {
    id: 'charge',
    header: 'Charge',
    align: 'right',
    cell: (row) => (row.charge ? <Money value={row.charge} precision="full" copyable /> : 'not rated'),
  },
  {
    id: 'entry',
    header: 'Ledger',
    align: 'right',
    cell: (row) => (row.seq === null ? '—' : <span className="num font-mono">#{row.seq.toString()}</span>),
  },
];

/** `cpu-second` → "/ cpu h": the rate is that of one unit, of which a workspace may have several. */
function perUnitHour(unit: string): string {
  return unit.endsWith('-second') ? `/ ${unit.slice(0, -'-second'.length)} h` : `/ ${unit}`;
}

const ledgerHref = (row: UsageView) => `/finance/ledger${row.transactionId ? `?transaction=${row.transactionId}` : ''}`;

type AllocationCostProps = { allocation: AllocationDetailView; asOfMs: number };

/** What a workspace cost, down to each metered interval and the ledger transaction that holds it. */
export function AllocationCost({ allocation, asOfMs }: AllocationCostProps) {
  const trpc = useTRPC();
  const { can } = usePortal();
  const mayReadLedger = can('billing.ledger.read', 'organization');
  const query = useQuery(
    trpc.billing.usage.list.queryOptions({
      projectId: allocation.projectId,
      resourceId: allocation.id,
      limit: LINES,
    }),
  );
  const { currency, cost, microsPerHour, state } = allocation;
  return (
    <div className="flex flex-col gap-6">
      <div className="grid gap-3 sm:grid-cols-3">
        <Stat label="Cost so far" value={<LiveCost allocation={allocation} asOfMs={asOfMs} precision="full" />} />
        <Stat
          label="In the ledger"
          value={<Money value={{ currency, micros: cost.postedMicros }} precision="full" />}
        />
        <Stat
          label="Price"
          value={<Money value={{ currency, micros: microsPerHour }} />}
          unit="per hour"
          period={state === 'active' ? 'billed by the second' : 'not billed now'}
        />
      </div>
      <Section
        title="Usage"
        description="One line per metered interval; the last minute follows when its window closes."
      >
        <DataTable
          label="Usage of this workspace"
          columns={columns}
          rows={query.data?.items}
          rowId={(row) => row.id}
          {...(mayReadLedger && { rowHref: ledgerHref })}
          settingsKey="allocation-usage"
          failure={failureOf(query)}
          empty={
            <EmptyState compact title="Nothing metered yet">
              Usage is billed while the workspace is active, and closed every minute.
            </EmptyState>
          }
        />
      </Section>
    </div>
  );
}
