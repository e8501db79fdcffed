'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { BudgetView } from '@/server/platform/billing';
import { BudgetBurnDown } from '@/components/domain/budget-burn-down';
import { Money } from '@/components/domain/money';
import { useTRPC } from '@/components/trpc/client';
import { failureOf } from '@/components/trpc/failure-of';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { Panel, Section } from '@/components/ui/page-header';
import { SkeletonText } from '@/components/ui/skeleton';
import type { BillingPlace } from './billing-place';
import { BudgetDialog } from './budget-dialog';

/** This month's budget with its burn-down, and the way to change it. */
export function BudgetPanel({ place, maySet }: { place: BillingPlace; maySet: boolean }) {
  const trpc = useTRPC();
  const [setting, setSetting] = useState(false);
  const query = useQuery(trpc.billing.budget.get.queryOptions(place));
  const failure = failureOf(query);
  const view = query.data;
  return (
    <Section
      title="Budget this month"
      description={view && `The month is that of ${view.timeZone}.`}
      actions={
        view &&
        maySet && (
          <Button size="sm" onClick={() => setSetting(true)}>
            {view.budget ? 'Change budget' : 'Set budget'}
          </Button>
        )
      }
    >
      <Panel>
        {failure ? (
          <ErrorState compact {...failure} />
        ) : view ? (
          <Budget view={view} maySet={maySet} />
        ) : (
          <SkeletonText lines={5} />
        )}
      </Panel>
      {view && <BudgetDialog open={setting} onOpenChange={setSetting} place={place} view={view} />}
    </Section>
  );
}

function Budget({ view, maySet }: { view: BudgetView; maySet: boolean }) {
  const { budget, left, committed, forecast } = view;
  if (!budget || !left) {
    return (
      <EmptyState compact title="No budget is set">
        At the running rate this month ends at <Money value={forecast} />.
        {maySet ? ' A budget keeps launches within a sum.' : ' Ask an admin of the department to set one.'}
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <BudgetBurnDown
        budget={budget}
        points={view.points.map((point) => ({ atMs: point.at.getTime(), micros: point.micros }))}
        periodStartMs={view.periodStart.getTime()}
        periodEndMs={view.periodEnd.getTime()}
        forecast={forecast}
        timeZone={view.timeZone}
      />
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-12 text-muted">
        <Badge tone={view.isHard ? 'warn' : 'neutral'}>
          {view.isHard ? 'Refuses launches beyond it' : 'Only shows'}
        </Badge>
        <span>
          <Money value={left} /> left for launches
        </span>
        <span>
          <Money value={committed} /> set aside or accrued
        </span>
      </p>
    </div>
  );
}
