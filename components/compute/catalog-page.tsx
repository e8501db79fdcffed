'use client';

import { useQuery } from '@tanstack/react-query';
import { Rocket } from 'lucide-react';
import type { OfferView } from '@/server/products/gpuaas';
import { Money } from '@/components/domain/money';
import { formatMib } from '@/components/format/quantity';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { failureOf } from '@/components/trpc/failure-of';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Page, PageHeader } from '@/components/ui/page-header';
import { DataTable } from '@/components/ui/table/data-table';
import type { Column } from '@/components/ui/table/table.types';
import { SimulatedBadge } from '@/components/workloads/simulated-badge';
import { useWorkloadUpdates } from '@/components/workloads/use-workload-updates';

function columnsIn(currency: string): Column<OfferView>[] {
  return [
    {
      id: 'name',
      header: 'Size',
      primary: true,
      cell: (row) => (
        <span className="flex flex-wrap items-center gap-2 font-medium">
          {row.name}
          {row.isSimulated && <SimulatedBadge />}
        </span>
      ),
    },
    {
      id: 'gpuMemory',
      header: 'GPU memory',
      align: 'right',
      hideBelow: 'md',
      cell: (row) => (row.gpuMemoryMib === null ? '—' : formatMib(row.gpuMemoryMib * Math.max(1, row.gpuCount))),
    },
    {
      id: 'cpu',
      header: 'CPU',
      align: 'right',
      hideBelow: 'sm',
      cell: (row) => `${row.cpuMillis / 1_000} cores`,
    },
    {
      id: 'memory',
      header: 'Memory',
      align: 'right',
      hideBelow: 'md',
      cell: (row) => formatMib(row.memoryMib),
    },
    {
      id: 'price',
      header: 'Price',
      align: 'right',
      cell: (row) =>
        row.microsPerHour === null ? 'no price' : <Money value={{ currency, micros: row.microsPerHour }} per="/ h" />,
    },
    {
      id: 'free',
      header: 'Free now',
      align: 'right',
      cell: (row) => <span className={row.free > 0 ? 'num text-ok' : 'num text-warn'}>{row.free}</span>,
    },
    {
      id: 'reason',
      header: 'Why not',
      hideBelow: 'lg',
      cell: (row) => <span className="whitespace-normal text-muted">{row.reason?.sentence ?? ''}</span>,
    },
  ];
}

/** Every size with its price and what is free of it at this moment. */
export function CatalogPage() {
  const trpc = useTRPC();
  const { can } = usePortal();
  useWorkloadUpdates();
  const query = useQuery(trpc.gpuaas.catalog.list.queryOptions());
  const mayLaunch = can('gpuaas.allocation.launch');
  const hasReasons = query.data?.offers.some(({ reason }) => Boolean(reason)) ?? false;
  return (
    <Page>
      <PageHeader
        title="Catalog"
        description={`Sizes, prices per hour and what is free now${query.data ? ` in region ${query.data.region}` : ''}.`}
        actions={
          mayLaunch && (
            <ButtonLink href="/compute/launch" variant="primary" icon={<Rocket />}>
              Launch
            </ButtonLink>
          )
        }
      />
      <DataTable
        label="Catalog"
        columns={columnsIn(query.data?.currency ?? 'EUR').filter(({ id }) => id !== 'reason' || hasReasons)}
        rows={query.data?.offers}
        rowId={(row) => row.code}
        {...(mayLaunch && { rowHref: (row: OfferView) => `/compute/launch?sku=${row.code}` })}
        settingsKey="catalog"
        failure={failureOf(query)}
        empty={
          <EmptyState compact title="Nothing is on offer">
            No machine has been enrolled yet. As soon as one is, its sizes stand here.
          </EmptyState>
        }
      />
    </Page>
  );
}
