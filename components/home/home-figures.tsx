'use client';

import { useQuery } from '@tanstack/react-query';
import type { AllocationView } from '@/server/products/gpuaas';
import type { Id } from '@/server/shared/ids';
import { Money } from '@/components/domain/money';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { Skeleton } from '@/components/ui/skeleton';
import { Stat } from '@/components/ui/stat';

type HomeFiguresProps = { projectId: Id<'prj'>; running: readonly AllocationView[] | undefined };

/** What runs and what it costs: now, and this month. */
export function HomeFigures({ projectId, running }: HomeFiguresProps) {
  const trpc = useTRPC();
  const { can } = usePortal();
  const budget = useQuery({
    ...trpc.billing.budget.get.queryOptions({ projectId }),
    enabled: can('billing.budget.read'),
  });
  const active = running?.filter(({ state }) => state === 'active');
  const perHour = active?.reduce((sum, one) => sum + one.microsPerHour, 0n) ?? 0n;
  const currency = running?.[0]?.currency ?? budget.data?.currency ?? 'EUR';
  const spendHref = `/projects/${projectId}/spend`;
  return (
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
      <Stat label="Yours running" period="now" value={active ? active.length : <Skeleton className="h-6 w-8" />} />
      <Stat label="Your cost" period="now" value={<Money value={{ currency, micros: perHour }} per="/ h" />} />
      <Stat
        label="Spent by the project"
        period="this month"
        {...(can('billing.spend.read') && { href: spendHref })}
        value={budget.data ? <Money value={budget.data.posted} /> : <Skeleton className="h-6 w-20" />}
      />
      <Stat
        label="Budget left"
        period="this month"
        value={
          budget.data ? (
            budget.data.left ? (
              <Money value={budget.data.left} />
            ) : (
              <span className="text-16 font-normal text-muted">No budget set</span>
            )
          ) : (
            <Skeleton className="h-6 w-20" />
          )
        }
      />
    </div>
  );
}
