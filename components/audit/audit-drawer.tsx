'use client';

import { useQuery } from '@tanstack/react-query';
import type { AuditEntryView } from '@/server/platform/audit';
import { AbsoluteTime, RelativeTime } from '@/components/domain/time';
import { useTRPC } from '@/components/trpc/client';
import { failureOf } from '@/components/trpc/failure-of';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { DataList } from '@/components/ui/data-list';
import { Drawer } from '@/components/ui/drawer';
import { ErrorState } from '@/components/ui/error-state';
import { SkeletonText } from '@/components/ui/skeleton';
import type { AuditPlace } from './audit-place';
import { metadataRows, targetOf, verbOf } from './describe';

interface AuditDrawerProps {
  entry: AuditEntryView | undefined;
  place: AuditPlace;
  onClose: () => void;
  /** Narrows the list to one correlation id. */
  onFollow: (correlationId: string) => void;
}

const RELATED_MAX = 20;

/** One step of the trail in full: who, what, from where, and everything else of the same request. */
export function AuditDrawer({ entry, place, onClose, onFollow }: AuditDrawerProps) {
  return (
    <Drawer
      open={entry !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={entry ? `${entry.actor.name} · ${verbOf(entry.action)}` : ''}
      meta={entry && <AbsoluteTime at={entry.occurredAt} />}
      size="lg"
      footer={entry && <Button onClick={() => onFollow(entry.correlationId)}>Show all with this correlation id</Button>}
    >
      {entry && <AuditDetail entry={entry} place={place} />}
    </Drawer>
  );
}

function AuditDetail({ entry, place }: { entry: AuditEntryView; place: AuditPlace }) {
  const facts = [
    { label: 'Result', value: <ResultBadge result={entry.result} />, help: entry.reason ?? undefined },
    { label: 'Action', value: <code className="font-mono">{entry.action}</code> },
    { label: 'Target', value: targetOf(entry), help: entry.target.id ?? undefined },
    {
      label: 'By',
      value: entry.actor.name,
      help: entry.actor.role ? `as ${entry.actor.role.replaceAll('_', ' ')}` : entry.actor.kind,
    },
    { label: 'Address', value: entry.ipAddress ?? '—' },
    { label: 'Program', value: <span className="break-all">{entry.userAgent ?? '—'}</span> },
    { label: 'Recorded', value: <AbsoluteTime at={entry.bookedAt} /> },
    {
      label: 'Correlation id',
      value: (
        <span className="inline-flex items-center gap-1 font-mono break-all">
          {entry.correlationId} <CopyButton text={entry.correlationId} label="Copy correlation id" />
        </span>
      ),
    },
  ];
  const metadata = metadataRows(entry);
  return (
    <div className="flex flex-col gap-6">
      <DataList items={facts} />
      {metadata.length > 0 && (
        <section>
          <h3 className="mb-1 text-13 font-semibold">What it carried</h3>
          <DataList items={metadata} />
        </section>
      )}
      <Related entry={entry} place={place} />
    </div>
  );
}

function Related({ entry, place }: { entry: AuditEntryView; place: AuditPlace }) {
  const trpc = useTRPC();
  const related = useQuery(
    trpc.audit.list.queryOptions({ ...place, filter: { correlationId: entry.correlationId }, limit: RELATED_MAX }),
  );
  const others = related.data?.items.filter((item) => item.id !== entry.id) ?? [];
  const failure = failureOf(related);
  return (
    <section>
      <h3 className="mb-1 text-13 font-semibold">In the same request</h3>
      {related.isPending ? (
        <SkeletonText lines={2} />
      ) : failure && !related.data ? (
        <ErrorState compact {...failure} />
      ) : others.length === 0 ? (
        <p className="text-13 text-muted">Nothing else was recorded with this correlation id.</p>
      ) : (
        <ol className="flex flex-col divide-y divide-line">
          {others.map((other) => (
            <li key={other.id} className="flex items-baseline justify-between gap-4 py-1.5 text-13">
              <span className="min-w-0 truncate">
                {verbOf(other.action)} <span className="text-muted">{targetOf(other)}</span>
              </span>
              <RelativeTime at={other.occurredAt} className="shrink-0 text-12 text-muted" />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** Done, refused or failed. */
export function ResultBadge({ result }: { result: AuditEntryView['result'] }) {
  const tones = { ok: 'ok', denied: 'warn', failed: 'danger' } as const;
  const words = { ok: 'done', denied: 'denied', failed: 'failed' } as const;
  return <Badge tone={tones[result]}>{words[result]}</Badge>;
}
