'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import type { EntryView, TransactionDetail } from '@/server/platform/billing';
import type { Id } from '@/server/shared/ids';
import { Money } from '@/components/domain/money';
import { AbsoluteTime } from '@/components/domain/time';
import { formatDuration } from '@/components/format/time';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { failureOf } from '@/components/trpc/failure-of';
import { CopyButton } from '@/components/ui/copy-button';
import { Button } from '@/components/ui/button';
import { DataList } from '@/components/ui/data-list';
import { Drawer } from '@/components/ui/drawer';
import { ErrorState } from '@/components/ui/error-state';
import { SkeletonText } from '@/components/ui/skeleton';
import type { BillingPlace } from './billing-place';
import { isReversible, ReverseDialog } from './reverse-dialog';
import { TransactionUsage } from './transaction-usage';

type TransactionDrawerProps = {
  transactionId: Id<'ltx'> | undefined;
  place: BillingPlace;
  onClose: () => void;
};

/** One ledger transaction, read like a bank statement: what moved, between which accounts, for what. */
export function TransactionDrawer({ transactionId, place, onClose }: TransactionDrawerProps) {
  const trpc = useTRPC();
  const query = useQuery({
    ...trpc.billing.ledger.get.queryOptions({ ...place, transactionId: transactionId ?? 'ltx_' }),
    enabled: transactionId !== undefined,
  });
  const [reversing, setReversing] = useState(false);
  const { can } = usePortal();
  const failure = failureOf(query);
  const found = query.data;
  const mayReverse =
    found && isReversible(found) && 'organizationId' in place && can('billing.account.adjust', 'platform');
  return (
    <Drawer
      open={transactionId !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={found ? `Transaction ${found.seq.toString()}` : 'Transaction'}
      meta={found && <AbsoluteTime at={found.occurredAt} />}
      size="lg"
      footer={mayReverse && <Button onClick={() => setReversing(true)}>Reverse</Button>}
    >
      {failure ? (
        <ErrorState compact {...failure} />
      ) : found ? (
        <Detail transaction={found} place={place} />
      ) : (
        <SkeletonText lines={6} />
      )}
      {found && 'organizationId' in place && (
        <ReverseDialog
          open={reversing}
          onOpenChange={setReversing}
          organizationId={place.organizationId}
          transaction={found}
        />
      )}
    </Drawer>
  );
}

function Detail({ transaction, place }: { transaction: TransactionDetail; place: BillingPlace }) {
  const { seq, reason, actorName, bookedAt, correlationId, reversesId, reversedById } = transaction;
  return (
    <div className="flex flex-col gap-6">
      <p className="text-14 font-medium">{transaction.sentence}.</p>
      <section className="flex flex-col gap-2">
        <h3 className="text-13 font-semibold">Entries</h3>
        <Statement entries={transaction.entries} />
        {!('organizationId' in place) && (
          <p className="text-12 text-faint">
            Only what belongs to this project is shown; the whole transaction nets to zero.
          </p>
        )}
      </section>
      {['usage', 'usage_correction', 'reversal'].includes(transaction.kind) && (
        <TransactionUsage transaction={transaction} place={place} />
      )}
      <DataList
        items={[
          { label: 'By', value: actorName ?? 'The meter' },
          ...(reason ? [{ label: 'Reason', value: reason }] : []),
          { label: 'Happened', value: <AbsoluteTime at={transaction.occurredAt} /> },
          { label: 'Booked', value: <AbsoluteTime at={bookedAt} />, help: 'By the database; never dated back.' },
          {
            label: 'Number',
            value: <span className="num font-mono">{seq.toString()}</span>,
            help: 'Without a gap per account.',
          },
          ...(reversesId
            ? [{ label: 'Takes back', value: <code className="font-mono break-all">{reversesId}</code> }]
            : []),
          ...(reversedById
            ? [{ label: 'Taken back by', value: <code className="font-mono break-all">{reversedById}</code> }]
            : []),
          {
            label: 'Id',
            value: (
              <span className="inline-flex items-center gap-1 font-mono break-all">
                {transaction.id} <CopyButton text={transaction.id} label="Copy transaction id" />
              </span>
            ),
          },
          {
            label: 'Correlation id',
            value: (
              <span className="inline-flex items-center gap-1 font-mono break-all">
                {correlationId} <CopyButton text={correlationId} label="Copy correlation id" />
              </span>
            ),
          },
        ]}
      />
    </div>
  );
}

function Statement({ entries }: { entries: readonly EntryView[] }) {
  return (
    <div role="region" aria-label="Entries" tabIndex={0} className="overflow-x-auto rounded border border-line">
      <table className="w-full text-13">
        <thead>
          <tr className="border-b border-line text-left text-12 text-muted">
            <th scope="col" className="px-3 py-2 font-medium">
              Account
            </th>
            <th scope="col" className="px-3 py-2 font-medium">
              For
            </th>
            <th scope="col" className="px-3 py-2 text-right font-medium">
              Debit
            </th>
            <th scope="col" className="px-3 py-2 text-right font-medium">
              Credit
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {entries.map((entry) => (
            <tr key={entry.lineNo} className="align-top">
              <td className="px-3 py-2 whitespace-nowrap">{entry.accountLabel}</td>
              <td className="px-3 py-2 text-muted">
                <About entry={entry} />
              </td>
              <td className="px-3 py-2 text-right">{entry.debit && <Money value={entry.debit} precision="full" />}</td>
              <td className="px-3 py-2 text-right">
                {entry.credit && <Money value={entry.credit} precision="full" />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function About({ entry }: { entry: EntryView }) {
  const { resourceName, resourceId, projectName, personName, quantity, unit, perHour } = entry;
  if (!resourceName || !resourceId) return <>The account</>;
  return (
    <span className="flex flex-col">
      <span>
        <Link href={`/workloads/${resourceId}`} className="text-ink underline">
          {resourceName}
        </Link>
        {projectName && ` · ${projectName}`}
        {personName && ` · ${personName}`}
      </span>
      {quantity !== null && unit && (
        <span className="num text-12 text-faint">
          {formatDuration(Number(quantity))} of {unit.replace('-second', '')} time
          {perHour && (
            <>
              {' '}
              at <Money value={perHour} per="/ h" />
            </>
          )}
        </span>
      )}
    </span>
  );
}
