'use client';

import { useQuery } from '@tanstack/react-query';
import type { AllocationDetailView } from '@/server/products/gpuaas';
import type { Id } from '@/server/shared/ids';
import { AuditList } from '@/components/audit/audit-list';
import { AllocationState } from '@/components/domain/allocation-state';
import { Money } from '@/components/domain/money';
import { Person } from '@/components/domain/person';
import { ResourceName } from '@/components/domain/resource-name';
import { Elapsed } from '@/components/domain/time';
import { formatShare } from '@/components/format/quantity';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { failureOf } from '@/components/trpc/failure-of';
import { ErrorState } from '@/components/ui/error-state';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Skeleton, SkeletonText } from '@/components/ui/skeleton';
import { Tabs, type Tab } from '@/components/ui/tabs';
import { useUrlState } from '@/components/ui/use-url-state';
import { AllocationActions } from './allocation-actions';
import { AllocationCost } from './allocation-cost';
import { AllocationMetrics } from './allocation-metrics';
import { AllocationOverview } from './allocation-overview';
import { AllocationTerminal } from './allocation-terminal';
import { LiveCost } from './live-cost';
import { SimulatedBadge } from './simulated-badge';
import { useWorkloadUpdates } from './use-workload-updates';

/** Empty: the tab follows the state, from the timeline while it starts to the terminal once it runs, for who may work in it. */
const defaults = { tab: '' };

/** One workspace: what it is, its shell, its use, its cost, what was done to it. */
export function AllocationPage({ allocationId }: { allocationId: Id<'alc'> }) {
  const trpc = useTRPC();
  useWorkloadUpdates();
  const query = useQuery(trpc.gpuaas.allocation.get.queryOptions({ allocationId }));
  const failure = failureOf(query);
  if (failure && !query.data)
    return (
      <Page>
        <ErrorState {...failure} />
      </Page>
    );
  if (!query.data) return <AllocationSkeleton />;
  return <AllocationDetail allocation={query.data} asOfMs={query.dataUpdatedAt} />;
}

type DetailProps = { allocation: AllocationDetailView; asOfMs: number };

function AllocationDetail({ allocation, asOfMs }: DetailProps) {
  const [{ tab }, update] = useUrlState(defaults);
  const fitting = allocation.state === 'active' && allocation.actions.terminal === null ? 'terminal' : 'overview';
  const chosen = tab === '' ? fitting : tab;
  const tabs = useTabs({ allocation, asOfMs, chosen });
  const isOpen = tabs.some(({ value, disabledReason }) => value === chosen && disabledReason === undefined);
  const shown = isOpen ? chosen : fitting;
  return (
    <Page>
      <PageHeader
        back={{ href: '/workloads', label: 'Active work' }}
        title={allocation.name}
        status={
          <>
            <AllocationState state={allocation.state} />
            {allocation.isSimulated && <SimulatedBadge />}
          </>
        }
        description={allocation.sentence}
        meta={<HeaderFacts allocation={allocation} asOfMs={asOfMs} />}
        actions={<AllocationActions allocation={allocation} />}
      />
      <Tabs
        label={`Views of ${allocation.name}`}
        tabs={tabs}
        value={shown}
        onValueChange={(value) => update({ tab: value }, { push: true })}
      />
    </Page>
  );
}

function HeaderFacts({ allocation, asOfMs }: DetailProps) {
  const { activeAt, state, currency, microsPerHour, use } = allocation;
  const gpu = allocation.shape === 'cpu' ? undefined : use?.gpuUtilPercent;
  return (
    <>
      <ResourceName id={allocation.id} />
      <span>{allocation.skuName}</span>
      <span>
        <Money value={{ currency, micros: microsPerHour }} per="/ h" />
      </span>
      <span>
        Cost so far <LiveCost allocation={allocation} asOfMs={asOfMs} />
      </span>
      {state === 'active' && activeAt && (
        <span>
          Up <Elapsed since={activeAt} />
        </span>
      )}
      {gpu !== undefined && gpu !== null && <span className="num">GPU {formatShare(gpu / 100)}</span>}
      <Person inline name={allocation.ownerName} {...(allocation.isMine && { detail: 'You' })} />
    </>
  );
}

function useTabs({ allocation, asOfMs, chosen }: DetailProps & { chosen: string }): Tab[] {
  const { can } = usePortal();
  const hasRun = allocation.activeAt !== null;
  const whyNoTerminal = allocation.actions.terminal;
  return [
    { value: 'overview', label: 'Overview', content: <AllocationOverview allocation={allocation} /> },
    ...(allocation.state === 'active'
      ? [
          {
            value: 'terminal',
            label: 'Terminal',
            keepMounted: true,
            // Without the right nothing is asked of the terminal: every question would be a denial in the audit trail.
            ...(whyNoTerminal === null
              ? { content: <AllocationTerminal allocation={allocation} isVisible={chosen === 'terminal'} /> }
              : { content: null, disabledReason: whyNoTerminal }),
          },
        ]
      : []),
    ...(hasRun ? [{ value: 'metrics', label: 'Metrics', content: <AllocationMetrics allocation={allocation} /> }] : []),
    { value: 'cost', label: 'Cost', content: <AllocationCost allocation={allocation} asOfMs={asOfMs} /> },
    ...(can('audit.entry.read')
      ? [
          {
            value: 'activity',
            label: 'Activity',
            content: <AuditList place={{ projectId: allocation.projectId }} targetId={allocation.id} />,
          },
        ]
      : []),
  ];
}

function AllocationSkeleton() {
  return (
    <Page>
      <div role="status" aria-busy="true" aria-label="The workspace is being loaded" className="flex flex-col gap-6">
        <Skeleton className="h-6 w-64" />
        <Skeleton className="h-9 w-full" />
        <SkeletonText lines={6} />
      </div>
    </Page>
  );
}
