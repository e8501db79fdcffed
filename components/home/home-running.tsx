'use client';

import Link from 'next/link';
import type { AllocationView } from '@/server/products/gpuaas';
import { AllocationState } from '@/components/domain/allocation-state';
import { Money } from '@/components/domain/money';
import { formatShare } from '@/components/format/quantity';
import { EmptyState } from '@/components/ui/empty-state';
import { Panel } from '@/components/ui/page-header';
import { SkeletonText } from '@/components/ui/skeleton';
import { LiveCost } from '@/components/workloads/live-cost';
import { SimulatedBadge } from '@/components/workloads/simulated-badge';

type HomeRunningProps = { items: readonly AllocationView[] | undefined; asOfMs: number };

/** The person's workspaces, each one press from its shell. */
export function HomeRunning({ items, asOfMs }: HomeRunningProps) {
  if (!items)
    return (
      <Panel>
        <div role="status" aria-busy="true" aria-label="Your workspaces are being loaded">
          <SkeletonText lines={4} />
        </div>
      </Panel>
    );
  if (items.length === 0)
    return (
      <Panel>
        <EmptyState compact title="Nothing of yours runs">
          A workspace is ready within seconds, and billed by the second until you release it.
        </EmptyState>
      </Panel>
    );
  return (
    <Panel flush>
      <ul className="divide-y divide-line">
        {items.map((item) => (
          <li key={item.id} className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 hover:bg-hover">
            <div className="min-w-0 flex-1 basis-48">
              <Link href={`/workloads/${item.id}`} className="font-medium after:absolute after:inset-0">
                {item.name}
              </Link>
              <p className="flex flex-wrap items-center gap-2 text-12 text-muted">
                {item.skuName}
                {item.isSimulated && <SimulatedBadge />}
                {item.shape !== 'cpu' && typeof item.use?.gpuUtilPercent === 'number' && (
                  <span className="num">GPU {formatShare(item.use.gpuUtilPercent / 100)}</span>
                )}
              </p>
            </div>
            <AllocationState state={item.state} />
            <span className="text-13 text-muted">
              <Money value={{ currency: item.currency, micros: item.microsPerHour }} per="/ h" />
            </span>
            <span className="min-w-24 text-right text-13">
              <LiveCost allocation={item} asOfMs={asOfMs} /> <span className="text-12 text-faint">so far</span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
