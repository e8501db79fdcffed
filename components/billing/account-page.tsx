'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AccountView, BalanceState, Identity } from '@/server/platform/billing';
import type { Id } from '@/server/shared/ids';
import { Money } from '@/components/domain/money';
import { RelativeTime } from '@/components/domain/time';
import { formatCount } from '@/components/format/quantity';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { failureOf } from '@/components/trpc/failure-of';
import { Banner } from '@/components/ui/banner';
import { Button, ButtonLink } from '@/components/ui/button';
import { DataList } from '@/components/ui/data-list';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { Page, PageHeader, Panel, Section } from '@/components/ui/page-header';
import { SkeletonText } from '@/components/ui/skeleton';
import { Stat } from '@/components/ui/stat';
import { Status, type StatusProps } from '@/components/ui/status';
import { DataTable } from '@/components/ui/table/data-table';
import type { Column } from '@/components/ui/table/table.types';
import { AdjustDialog } from './adjust-dialog';
import { unitHours } from './amount';
import { useBillingUpdates } from './use-billing-updates';

const STATES: Record<BalanceState, Pick<StatusProps, 'label' | 'tone' | 'shape'>> = {
  healthy: { label: 'Healthy', tone: 'ok', shape: 'full' },
  low_balance: { label: 'Low', tone: 'warn', shape: 'half' },
  auto_release_pending: { label: 'Only holds left', tone: 'warn', shape: 'half' },
  depleted: { label: 'Depleted', tone: 'danger', shape: 'hollow' },
};

type BalanceRow = AccountView['balances'][number];
type HoldRow = AccountView['holds'][number];

const balanceColumns: Column<BalanceRow>[] = [
  { id: 'account', header: 'Account', primary: true, cell: (row) => row.label },
  { id: 'balance', header: 'Balance', align: 'right', cell: (row) => <Money value={row.balance} precision="full" /> },
  {
    id: 'derived',
    header: 'Sum of entries',
    align: 'right',
    hideBelow: 'sm',
    cell: (row) => <Money value={row.derived} precision="full" />,
  },
];

const holdColumns: Column<HoldRow>[] = [
  { id: 'resource', header: 'For', primary: true, cell: (row) => row.resourceName },
  { id: 'since', header: 'Since', cell: (row) => <RelativeTime at={row.since} /> },
  {
    id: 'placed',
    header: 'Set aside in all',
    align: 'right',
    hideBelow: 'sm',
    cell: (row) => <Money value={row.placed} />,
  },
  { id: 'left', header: 'Left', align: 'right', cell: (row) => <Money value={row.left} precision="full" /> },
];

/** The money of the chosen organization: balance, holds, and the proof that nothing is unexplained. */
export function AccountPage() {
  const { organization, can } = usePortal();
  const trpc = useTRPC();
  const [adjusting, setAdjusting] = useState(false);
  useBillingUpdates();
  const query = useQuery({
    ...trpc.billing.account.get.queryOptions({ organizationId: organization?.id ?? 'org_' }),
    enabled: organization !== undefined,
  });
  const failure = failureOf(query);
  const account = query.data;
  return (
    <Page>
      <PageHeader
        title="Finance"
        status={account && <Status {...STATES[account.state]} />}
        description={`What ${organization?.name ?? 'this organization'} has, what is set aside, and what it owes.`}
        actions={
          <>
            <ButtonLink href="/finance/ledger">Open ledger</ButtonLink>
            {account && can('billing.account.adjust', 'platform') && (
              <Button variant="primary" onClick={() => setAdjusting(true)}>
                Adjust balance
              </Button>
            )}
          </>
        }
      />
      {failure ? (
        <ErrorState {...failure} />
      ) : account && organization ? (
        <>
          <Account account={account} organizationId={organization.id} />
          <AdjustDialog
            open={adjusting}
            onOpenChange={setAdjusting}
            organization={organization}
            currency={account.funds.currency}
          />
        </>
      ) : query.isPending && organization ? (
        <SkeletonText lines={8} />
      ) : (
        <EmptyState title="No billing account">This organization has none yet. An operator opens it.</EmptyState>
      )}
    </Page>
  );
}

function Account({ account, organizationId }: { account: AccountView; organizationId: Id<'org'> }) {
  return (
    <div className="flex flex-col gap-8">
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <Stat label="Available" value={<Money value={account.available} />} size="lg" period="now" />
        <Stat
          label="Set aside"
          value={<Money value={account.setAside} />}
          period={formatCount(account.holdCount, 'hold')}
        />
        <Stat label="Owed" value={<Money value={account.owed} />} period="now" />
        <Stat
          label={account.mode === 'invoiced' ? 'Credit limit' : 'Mode'}
          value={account.mode === 'invoiced' ? <Money value={account.creditLimit} /> : 'Prepaid'}
        />
      </div>
      <Proof organizationId={organizationId} currency={account.funds.currency} />
      <Section title="Set aside now" description="Money for work that runs or starts; what is not used comes back.">
        <DataTable
          label="Holds"
          columns={holdColumns}
          rows={account.holds}
          rowId={(row) => row.resourceId}
          rowHref={(row) => `/workloads/${row.resourceId}`}
          empty={
            <EmptyState compact title="Nothing is set aside">
              A launch sets one hour of its price aside.
            </EmptyState>
          }
        />
      </Section>
      <Section
        title="Ledger accounts"
        description="Every balance beside the sum of its entries; they are always equal."
      >
        <DataTable
          label="Ledger accounts"
          columns={balanceColumns}
          rows={account.balances}
          rowId={(row) => row.label}
          maxHeight="none"
          empty={
            <EmptyState compact title="No ledger accounts">
              They are made with the billing account.
            </EmptyState>
          }
        />
      </Section>
    </div>
  );
}

function Proof({ organizationId, currency }: { organizationId: Id<'org'>; currency: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.billing.account.identity.queryOptions({ organizationId }));
  const failure = failureOf(query);
  return (
    <Section
      title="Unexplained difference"
      description="Metered, rated and posted money, and what left the balance, are one number."
    >
      <Panel>
        {failure ? (
          <ErrorState compact {...failure} />
        ) : query.data ? (
          <ProofFigures identity={query.data} currency={currency} />
        ) : (
          <SkeletonText lines={4} />
        )}
      </Panel>
    </Section>
  );
}

function ProofFigures({ identity, currency }: { identity: Identity; currency: string }) {
  const amount = (micros: bigint) => <Money value={{ currency, micros }} precision="full" />;
  return (
    <div className="flex flex-col gap-4">
      {identity.unexplainedMicros !== 0n && (
        <Banner tone="danger" title="There is money that nobody can explain">
          Tell an operator: the figures below no longer agree.
        </Banner>
      )}
      {identity.unratedRecords > 0 && (
        <Banner tone="warn" title="Some usage has no price">
          {formatCount(identity.unratedRecords, 'usage record')} over {unitHours(identity.unratedQuantity)} unit-hours
          wait for a rate.
        </Banner>
      )}
      <DataList
        items={[
          { label: 'Unexplained', value: amount(identity.unexplainedMicros) },
          { label: 'Metered', value: amount(identity.meteredMicros), help: 'Time multiplied by price, computed anew.' },
          {
            label: 'Rated',
            value: amount(identity.ratedMicros),
            help: 'Sum of all usage records, less what was given back.',
          },
          { label: 'Posted', value: amount(identity.postedMicros), help: 'Revenue in the ledger, after reversals.' },
          {
            label: 'Left the balance',
            value: amount(identity.balanceChangeMicros),
            help: 'Taken from funds, holds and what is owed.',
          },
        ]}
      />
    </div>
  );
}
