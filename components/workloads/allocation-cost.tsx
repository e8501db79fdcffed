'use client';

import { useState } from 'react';
import type { AllocationDetailView } from '@/server/products/gpuaas';
import type { Id } from '@/server/shared/ids';
import { TransactionDrawer } from '@/components/billing/transaction-drawer';
import { UsageTable } from '@/components/billing/usage-table';
import { Money } from '@/components/domain/money';
import { Section } from '@/components/ui/page-header';
import { Stat } from '@/components/ui/stat';
import { LiveCost } from './live-cost';

type AllocationCostProps = { allocation: AllocationDetailView; asOfMs: number };

/** What a workspace cost, down to each metered interval and, for everybody who may see that, the ledger entries that hold it. */
export function AllocationCost({ allocation, asOfMs }: AllocationCostProps) {
  const [transactionId, setTransactionId] = useState<Id<'ltx'>>();
  const { currency, cost, microsPerHour, state } = allocation;
  const place = { projectId: allocation.projectId };
  return (
    <div className="flex flex-col gap-6">
      <div className="grid gap-3 sm:grid-cols-3">
        <Stat label="Cost so far" value={<LiveCost allocation={allocation} asOfMs={asOfMs} precision="full" />} />
        <Stat
          label="In the ledger"
          value={<Money value={{ currency, micros: cost.postedMicros }} precision="full" />}
        />
        <Stat
          label="Price"
          value={<Money value={{ currency, micros: microsPerHour }} />}
          unit="per hour"
          period={state === 'active' ? 'billed by the second' : 'not billed now'}
        />
      </div>
      <Section
        title="Usage"
        description="One line per metered interval, newest first; the last minute follows when its window closes. Each leads to its ledger entries."
      >
        <UsageTable place={place} filter={{ resourceId: allocation.id }} ofOne onOpen={setTransactionId} />
      </Section>
      <TransactionDrawer transactionId={transactionId} place={place} onClose={() => setTransactionId(undefined)} />
    </div>
  );
}
