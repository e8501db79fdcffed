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

/** What runs and what it costs: now, and, for those who may see the project's money, this month. */
export function HomeFigures({ projectId, running }: HomeFiguresProps) {
  const { can } = usePortal();
  const active = running?.filter(({ state }) => state === 'active');
  return (
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
      <Stat label="Yours running" period="now" value={active ? active.length : <Skeleton className="h-6 w-8" />} />
      <Stat label="Your cost" period="now" value={active ? costOf(active) : <Skeleton className="h-6 w-20" />} />
      {can('billing.budget.read') && <ProjectFigures projectId={projectId} />}
    </div>
  );
}

function ProjectFigures({ projectId }: { projectId: Id<'prj'> }) {
  const trpc = useTRPC();
  const { can } = usePortal();
  const budget = useQuery(trpc.billing.budget.get.queryOptions({ projectId }));
  const waiting = budget.error ? quiet('Not available') : <Skeleton className="h-6 w-20" />;
  return (
    <>
      <Stat
        label="Spent by the project"
        period="this month"
        {...(can('billing.spend.read') && { href: `/projects/${projectId}/spend` })}
        value={budget.data ? <Money value={budget.data.posted} /> : waiting}
      />
      <Stat
        label="Budget left"
        period="this month"
        value={budget.data ? budget.data.left ? <Money value={budget.data.left} /> : quiet('No budget set') : waiting}
      />
    </>
  );
}

function costOf(active: readonly AllocationView[]) {
  const [first] = active;
  if (!first) return quiet('Nothing runs');
  const micros = active.reduce((sum, one) => sum + one.microsPerHour, 0n);
  return <Money value={{ currency: first.currency, micros }} per="/ h" />;
}

function quiet(text: string) {
  return <span className="text-16 font-normal text-muted">{text}</span>;
}
