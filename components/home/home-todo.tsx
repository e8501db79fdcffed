'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { AllocationView } from '@/server/products/gpuaas';
import type { Id } from '@/server/shared/ids';
import { RelativeTime } from '@/components/domain/time';
import { useTRPC } from '@/components/trpc/client';
import { failureOf } from '@/components/trpc/failure-of';
import { ErrorState } from '@/components/ui/error-state';
import { Panel, Section } from '@/components/ui/page-header';
import { SkeletonText } from '@/components/ui/skeleton';
import { StatusTile } from '@/components/ui/status';
import { useNow } from '@/components/ui/use-clock';

const recentMs = 24 * 3_600_000;
const minuteMs = 60_000;
const SHOWN_MAX = 5;

/** Failures of the last day that nobody dealt with, and releases that hang: each with its reason. */
export function HomeTodo({ projectId, userId }: { projectId: Id<'prj'>; userId: Id<'usr'> }) {
  const trpc = useTRPC();
  const nowMs = useNow(minuteMs);
  const mine = { projectId, ownerId: userId, limit: SHOWN_MAX };
  const failed = useQuery(trpc.gpuaas.allocation.list.queryOptions({ ...mine, state: 'failed' }));
  const stuck = useQuery(trpc.gpuaas.allocation.list.queryOptions({ ...mine, state: 'release_failed' }));
  const items = [...(stuck.data?.items ?? []), ...(failed.data?.items ?? []).filter((item) => isRecent(item, nowMs))];
  const failure = failureOf(failed) ?? failureOf(stuck);
  return (
    <Section title="Needs you">
      <Panel flush>
        {failure && items.length === 0 ? (
          <ErrorState compact {...failure} />
        ) : failed.isPending || stuck.isPending ? (
          <div className="px-4 py-6">
            <SkeletonText lines={2} />
          </div>
        ) : items.length === 0 ? (
          <p className="px-4 py-6 text-13 text-muted">Nothing at the moment.</p>
        ) : (
          <ul className="divide-y divide-line">
            {items.map((item) => (
              <li key={item.id} className="relative flex gap-3 px-4 py-2.5 hover:bg-hover">
                <span className="flex h-5 items-center">
                  <StatusTile tone="danger" shape="cross" />
                </span>
                <div className="min-w-0 flex-1">
                  <Link href={`/workloads/${item.id}`} className="text-13 font-medium after:absolute after:inset-0">
                    {item.name}
                  </Link>
                  <p className="text-12 text-muted">{item.reasonText}</p>
                </div>
                <span className="text-12 text-faint">
                  <RelativeTime at={item.endedAt ?? item.requestedAt} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </Section>
  );
}

function isRecent(item: AllocationView, nowMs: number | null): boolean {
  return item.endedAt !== null && nowMs !== null && nowMs - item.endedAt.getTime() < recentMs;
}
