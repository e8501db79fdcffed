'use client';

import type { AllocationView } from '@/server/products/gpuaas';
import { Money } from '@/components/domain/money';
import { useNow } from '@/components/ui/use-clock';

const tickMs = 1_000;
const msPerHour = 3_600_000n;

type LiveCostProps = {
  allocation: Pick<AllocationView, 'cost' | 'state' | 'microsPerHour' | 'currency'>;
  /** When the figures were read. */
  asOfMs: number;
  precision?: 'short' | 'full';
};

/** What an allocation cost so far: the ledger's word, what runs up since, and the seconds since that was read. */
export function LiveCost({ allocation, asOfMs, precision }: LiveCostProps) {
  const nowMs = useNow(tickMs);
  const { cost, state, microsPerHour, currency } = allocation;
  const sinceMs = state === 'active' && nowMs !== null ? BigInt(Math.max(0, nowMs - Math.floor(asOfMs))) : 0n;
  const micros = cost.postedMicros + cost.accruedMicros + (microsPerHour * sinceMs) / msPerHour;
  return <Money value={{ currency, micros }} {...(precision && { precision })} />;
}
