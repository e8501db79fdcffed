'use client';

import type { ReactNode } from 'react';
import type { LaunchPreview, OfferView } from '@/server/products/gpuaas';
import { Money } from '@/components/domain/money';
import { AbsoluteTime } from '@/components/domain/time';
import { formatDuration } from '@/components/format/time';
import { Banner } from '@/components/ui/banner';
import { DataList, type DataItem } from '@/components/ui/data-list';
import { Panel } from '@/components/ui/page-header';
import { Skeleton } from '@/components/ui/skeleton';
import { useNow } from '@/components/ui/use-clock';
import { SimulatedBadge } from '@/components/workloads/simulated-badge';

const minuteMs = 60_000;
const msPerHour = 3_600_000n;
const farAwayMs = 365 * 86_400_000;

type LaunchSummaryProps = {
  offer: OfferView;
  currency: string;
  name: string;
  diskGib: number;
  projectName: string;
  /** Undefined while it is awaited; null for who may not launch, for whom nothing is asked. */
  preview: LaunchPreview | undefined | null;
  /** Why nothing can be launched, said above the button. */
  blocked: string | undefined;
  /** The button. */
  action: ReactNode;
};

/** What is about to happen, in money and time; stays in sight while choosing. */
export function LaunchSummary({
  offer,
  currency,
  name,
  diskGib,
  projectName,
  preview,
  blocked,
  action,
}: LaunchSummaryProps) {
  return (
    <Panel className="flex flex-col gap-4 lg:sticky lg:top-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-14 font-semibold">Review</h2>
        {offer.isSimulated && <SimulatedBadge />}
      </div>
      <DataList
        items={[
          { label: 'Workspace', value: <span className="font-mono break-all">{name || '—'}</span> },
          { label: 'Size', value: offer.name },
          { label: 'Disk', value: `${diskGib} GiB` },
          { label: 'Project', value: projectName },
          { label: 'Price', value: <Money value={{ currency, micros: offer.microsPerHour ?? 0n }} per="/ h" /> },
          ...(preview === null ? [] : moneyItems(preview)),
        ]}
      />
      {blocked && <Banner tone="warn">{blocked}</Banner>}
      {action}
      <p className="text-12 text-faint">
        Billed by the second from the moment it runs until you release it. Its disk is deleted with it.
      </p>
    </Panel>
  );
}

function moneyItems(preview: LaunchPreview | undefined): DataItem[] {
  return [
    {
      label: 'Set aside at launch',
      value: <Figure preview={preview} of={(known) => known.holdMicros} />,
      help: preview && `For ${formatDuration(preview.holdMs)}; what is not used comes back`,
    },
    { label: 'Money left', value: <Figure preview={preview} of={(known) => known.spendableMicros} /> },
    { label: 'Lasts until', value: <LastsUntil preview={preview} />, help: 'If nothing else runs' },
  ];
}

type FigureProps = { preview: LaunchPreview | undefined; of: (preview: LaunchPreview) => bigint };

function Figure({ preview, of }: FigureProps) {
  if (!preview) return <Skeleton className="ml-auto w-16" />;
  return <Money value={{ currency: preview.currency, micros: of(preview) }} />;
}

function LastsUntil({ preview }: { preview: LaunchPreview | undefined }) {
  const nowMs = useNow(minuteMs);
  if (!preview || nowMs === null) return <Skeleton className="ml-auto w-24" />;
  if (preview.microsPerHour === 0n) return 'No end: it costs nothing';
  const lastsMs = Number((preview.spendableMicros * msPerHour) / preview.microsPerHour);
  if (lastsMs <= 0) return 'No money is left';
  if (lastsMs > farAwayMs) return 'More than a year';
  return <AbsoluteTime at={nowMs + lastsMs} />;
}
