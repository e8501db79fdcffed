'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SpendSeries } from '@/server/platform/billing';
import type { Id } from '@/server/shared/ids';
import { ChartSkeleton } from '@/components/charts/chart-skeleton';
import type { Narrowing } from '@/components/charts/chart.types';
import { StackedBars } from '@/components/charts/stacked-bars';
import { Money } from '@/components/domain/money';
import { formatMoney } from '@/components/format/money';
import { formatCount } from '@/components/format/quantity';
import { formatDate, formatTimeOfDay } from '@/components/format/time';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { failureOf } from '@/components/trpc/failure-of';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { Page, PageHeader, Panel, Section } from '@/components/ui/page-header';
import { Segmented } from '@/components/ui/segmented';
import { Stat } from '@/components/ui/stat';
import { useNow } from '@/components/ui/use-clock';
import { useUrlState } from '@/components/ui/use-url-state';
import { BudgetPanel } from './budget-panel';
import { layerFilter } from './spend-layers';
import { barEnd, boundsOf, spendPeriodOf, spendPeriods } from './spend-period';
import { TransactionDrawer } from './transaction-drawer';
import { UsageTable } from './usage-table';
import { useBillingUpdates } from './use-billing-updates';

const nowStepMs = 60_000;
const microsPerUnit = 1_000_000;
const defaults = { period: 'month', by: 'resource', bar: '', layer: '' };

/** What a project costs: over time, by resource or person, against its budget, down to usage records and ledger entries. */
export function ProjectSpendPage({ projectId }: { projectId: Id<'prj'> }) {
  const { me } = usePortal();
  const trpc = useTRPC();
  const [url, update] = useUrlState(defaults);
  const [transactionId, setTransactionId] = useState<Id<'ltx'>>();
  const nowMs = useNow(nowStepMs);
  useBillingUpdates();
  const project = me.projects.find((each) => each.id === projectId);
  const place = { projectId };
  const period = spendPeriodOf(url.period);
  const groupBy = url.by === 'person' ? 'person' : 'resource';
  const bounds = boundsOf(period, nowMs ?? 0);
  const { bucket } = spendPeriods[period];
  const query = useQuery({
    ...trpc.billing.spend.series.queryOptions({ ...place, ...bounds, bucket, groupBy }),
    enabled: nowMs !== null,
    placeholderData: keepPreviousData,
  });
  const failure = failureOf(query);
  const series = query.data;
  const narrowed = narrowingOf(url);
  const shown = series && narrowed.bucket ? barBounds(series, narrowed.bucket, bucket) : bounds;
  const layer = series?.layers.find((each) => each.key === narrowed.series);
  return (
    <Page>
      <PageHeader
        title="Spend"
        meta={project && <span>{project.name}</span>}
        description="Posted to the ledger every minute while something runs. Press a bar or a name to see what is behind it."
        actions={
          <>
            <Segmented
              label="Stack by"
              value={groupBy}
              onValueChange={(by) => update({ by, layer: '' })}
              options={[
                { value: 'resource', label: 'Resource' },
                { value: 'person', label: 'Person' },
              ]}
            />
            <Segmented
              label="Period"
              value={period}
              onValueChange={(next) => update({ period: next, bar: '', layer: '' })}
              options={Object.entries(spendPeriods).map(([value, { label }]) => ({ value, label }))}
            />
          </>
        }
      />
      <div className="flex flex-col gap-8">
        {failure ? (
          <ErrorState {...failure} />
        ) : (
          <>
            <Figures series={series} periodLabel={spendPeriods[period].label} />
            <Section title="Over time">
              <Panel>
                {series ? (
                  <Chart
                    series={series}
                    label={`Spend per ${bucket} by ${groupBy}, ${series.currency}, last ${spendPeriods[period].label}`}
                    bucket={bucket}
                    narrowed={narrowed}
                    onNarrow={(next) => update({ bar: next.bucket ?? '', layer: next.series ?? '' })}
                  />
                ) : (
                  <ChartSkeleton />
                )}
              </Panel>
            </Section>
          </>
        )}
        <BudgetPanel place={place} maySet={project?.permissions.includes('billing.budget.set') ?? false} />
        <Section
          title="Usage behind it"
          description={usageWords(series, narrowed, layer?.label)}
          actions={
            (narrowed.bucket ?? narrowed.series) && (
              <Button size="sm" variant="ghost" onClick={() => update({ bar: '', layer: '' })}>
                Show all
              </Button>
            )
          }
        >
          {nowMs !== null && (
            <UsageTable
              // Another question starts at its first page again.
              key={`${url.period} ${url.by} ${url.bar} ${url.layer}`}
              place={place}
              filter={{ ...shown, ...(series && layer && layerFilter(groupBy, layer.key, series.layers)) }}
              onOpen={setTransactionId}
            />
          )}
        </Section>
      </div>
      <TransactionDrawer transactionId={transactionId} place={place} onClose={() => setTransactionId(undefined)} />
    </Page>
  );
}

function narrowingOf(url: typeof defaults): Narrowing {
  return { ...(url.bar && { bucket: url.bar }), ...(url.layer && { series: url.layer }) };
}

function barBounds(series: SpendSeries, id: string, bucket: 'hour' | 'day'): { from: Date; to: Date } {
  const index = series.bars.findIndex((bar) => bar.at.toISOString() === id);
  const from = new Date(id);
  return { from, to: barEnd(from, bucket, series.bars[index + 1]?.at) };
}

function usageWords(series: SpendSeries | undefined, narrowed: Narrowing, layerLabel: string | undefined): string {
  const parts = [
    layerLabel ?? 'Everything',
    narrowed.bucket && series ? formatDate(narrowed.bucket, series.timeZone) : 'the whole period',
  ];
  return `${parts.join(', ')}. Each line leads to its ledger entries.`;
}

function Figures({ series, periodLabel }: { series: SpendSeries | undefined; periodLabel: string }) {
  const waiting = '…';
  return (
    <div className="flex flex-col gap-3">
      {series && series.unratedRecords > 0 && (
        <Banner tone="warn" title="Some usage has no price yet">
          {formatCount(series.unratedRecords, 'usage record')} in this period are not in these figures.
        </Banner>
      )}
      <div className="grid gap-3 sm:grid-cols-3">
        <Stat
          label="Posted"
          period={
            series && series.takenBack.micros > 0n ? (
              <>
                last {periodLabel}, after <Money value={series.takenBack} /> taken back
              </>
            ) : (
              `last ${periodLabel}`
            )
          }
          size="lg"
          value={series ? <Money value={series.posted} /> : waiting}
        />
        <Stat
          label="Accrued"
          period="since the last minute closed"
          value={series ? <Money value={series.accrued} precision="full" /> : waiting}
        />
        <Stat label="Running now" unit="per hour" value={series ? <Money value={series.runningPerHour} /> : waiting} />
      </div>
    </div>
  );
}

type ChartProps = {
  series: SpendSeries;
  label: string;
  bucket: 'hour' | 'day';
  narrowed: Narrowing;
  onNarrow: (narrowing: Narrowing) => void;
};

function Chart({ series, label, bucket, narrowed, onNarrow }: ChartProps) {
  const { bars, layers, currency, timeZone } = series;
  if (layers.length === 0) {
    return (
      <EmptyState compact title="Nothing was spent in this period">
        Spend appears a minute after the first workspace is active.
      </EmptyState>
    );
  }
  return (
    <StackedBars
      label={label}
      series={layers.map(({ key, label: name }) => ({ key, label: name }))}
      buckets={bars.map((bar) => ({
        id: bar.at.toISOString(),
        label: bucket === 'hour' ? formatTimeOfDay(bar.at, timeZone) : formatDate(bar.at, timeZone),
        // A pixel is the finest unit of a chart; every exact amount stands in the table below it.
        values: Object.fromEntries(
          Object.entries(bar.micros).map(([key, micros]) => [key, Number(micros) / microsPerUnit]),
        ),
      }))}
      formatValue={(value) => formatMoney({ currency, micros: BigInt(Math.round(value * microsPerUnit)) })}
      narrowed={narrowed}
      onNarrow={onNarrow}
    />
  );
}
