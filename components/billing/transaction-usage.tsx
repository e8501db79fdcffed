'use client';

import { useQuery } from '@tanstack/react-query';
import type { TransactionDetail } from '@/server/platform/billing';
import { Money } from '@/components/domain/money';
import { AbsoluteTime, Duration } from '@/components/domain/time';
import { formatCount } from '@/components/format/quantity';
import { useTRPC } from '@/components/trpc/client';
import { failureOf } from '@/components/trpc/failure-of';
import { ErrorState } from '@/components/ui/error-state';
import { SkeletonText } from '@/components/ui/skeleton';
import type { BillingPlace } from './billing-place';
import { UsageMark } from './usage-table';

const recordsMax = 50;

/** The metered intervals that a transaction charged or gave back; nothing where there are none. */
export function TransactionUsage({ transaction, place }: { transaction: TransactionDetail; place: BillingPlace }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.billing.usage.list.queryOptions({ ...place, transactionId: transaction.id, limit: recordsMax }),
  );
  const { data } = query;
  const failure = failureOf(query);
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-13 font-semibold">Usage records</h3>
      {query.isPending ? (
        <SkeletonText lines={3} />
      ) : failure && !data ? (
        <ErrorState compact {...failure} />
      ) : (
        <ol className="flex flex-col divide-y divide-line rounded border border-line">
          {data?.items.map((row) => (
            <li key={row.id} className="flex flex-wrap items-baseline justify-between gap-x-4 px-3 py-2 text-13">
              <span className="min-w-0 truncate">{row.resourceName}</span>
              <span className="text-12 text-muted">
                <UsageMark usage={row} />
                <AbsoluteTime at={row.startAt} /> ·{' '}
                <Duration durationMs={row.endAt.getTime() - row.startAt.getTime()} />
              </span>
              {row.charge ? (
                <Money value={row.charge} precision="full" />
              ) : (
                <span className="text-warn">not rated</span>
              )}
            </li>
          ))}
        </ol>
      )}
      {data && data.total > data.items.length && (
        <p className="text-12 text-faint">
          {formatCount(data.total - data.items.length, 'more record')} in this transaction.
        </p>
      )}
    </section>
  );
}
