'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Money } from '@/components/domain/money';
import { familiesOf, refusalOf } from '@/components/launch/launch-choice';
import { useTRPC } from '@/components/trpc/client';
import { failureOf } from '@/components/trpc/failure-of';
import { ErrorState } from '@/components/ui/error-state';
import { Panel, Section } from '@/components/ui/page-header';
import { SkeletonText } from '@/components/ui/skeleton';
import { SimulatedBadge } from '@/components/workloads/simulated-badge';

/** What can be started now, by shape, each one press from its launch form. */
export function HomeShapes() {
  const trpc = useTRPC();
  const catalog = useQuery(trpc.gpuaas.catalog.list.queryOptions());
  const failure = failureOf(catalog);
  if (!catalog.data) return failure ? <ErrorState compact {...failure} /> : <SkeletonText lines={3} />;
  const { currency, offers } = catalog.data;
  return (
    <Section title="What you can start" description="Free now, with the price of the smallest size.">
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {familiesOf(offers).map(({ family, title, offers: sizes }) => {
          const [smallest] = sizes;
          const refusal = smallest && refusalOf(smallest);
          return (
            <li key={family}>
              <Panel className="relative flex h-full flex-col gap-1.5 hover:border-control">
                <div className="flex flex-wrap items-center justify-between gap-2">
                  <Link
                    href={`/compute/launch?sku=${smallest?.code ?? ''}`}
                    className="text-13 font-medium after:absolute after:inset-0"
                  >
                    {title}
                  </Link>
                  {smallest?.isSimulated && <SimulatedBadge />}
                </div>
                {smallest?.microsPerHour != null && (
                  <p className="text-13">
                    <Money value={{ currency, micros: smallest.microsPerHour }} per="/ h" />
                  </p>
                )}
                <p className={refusal ? 'text-12 text-warn' : 'num text-12 text-muted'}>
                  {refusal ?? `${smallest?.free ?? 0} free now`}
                </p>
              </Panel>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
