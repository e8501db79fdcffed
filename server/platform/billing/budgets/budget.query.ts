import { processNow } from '@/server/shared/clock';
import type { Db } from '@/server/shared/db';
import { uuidFromId } from '@/server/shared/ids';
import type { Money } from '@/server/shared/money';
import { MS_PER_HOUR } from '../prices/price.rules';
import { frameOf } from '../spend/spend.query';
import { readRunning, sumByBar } from '../spend/spend.repository';
import * as repository from './budget.repository';
import { budgetLeftMicros } from './budget.rules';
import { placeOf, type BudgetScope } from './budget.service';

/** A place's monthly budget with where it stands. */
export interface BudgetView {
  currency: string;
  timeZone: string;
  budget: Money | null;
  isHard: boolean;
  periodStart: Date;
  periodEnd: Date;
  posted: Money;
  /** Set aside or accrued. */
  committed: Money;
  /** Null without a budget. */
  left: Money | null;
  /** Expected at the end of the period if what runs now runs on. */
  forecast: Money;
  /** Running totals per day, oldest first. */
  points: { at: Date; micros: bigint }[];
}

/** The budget of a place in the running month. */
export async function readBudget(db: Db, scope: BudgetScope): Promise<BudgetView> {
  const now = processNow();
  const { currency, timeZone } = await frameOf(db, scope);
  const place = placeOf(scope);
  const use = await repository.findUseOf(db, { kind: place.kind, id: uuidFromId(place.id) }, now);
  const period = await repository.findMonth(db, now, timeZone);
  const money = (micros: bigint): Money => ({ currency, micros });
  const cells = await sumByBar(db, scope, {
    from: period.start,
    to: period.end,
    bucket: 'day',
    groupBy: 'product',
    timeZone,
  });
  const running = await readRunning(db, scope, now);
  const points: BudgetView['points'] = [];
  let totalMicros = 0n;
  for (const cell of cells) {
    totalMicros += cell.micros;
    const last = points.at(-1);
    if (last && last.at.getTime() === cell.at.getTime()) last.micros = totalMicros;
    else points.push({ at: cell.at, micros: totalMicros });
  }
  points.push({ at: now, micros: totalMicros + running.accrued });
  const restMs = BigInt(Math.max(0, period.end.getTime() - now.getTime()));
  return {
    currency,
    timeZone,
    budget: use ? money(use.amountMicros) : null,
    isHard: use?.isHard ?? true,
    periodStart: period.start,
    periodEnd: period.end,
    posted: money(totalMicros),
    committed: money(use?.committedMicros ?? running.accrued),
    left: use ? money(budgetLeftMicros(use)) : null,
    forecast: money(totalMicros + running.accrued + (running.perHour * restMs) / MS_PER_HOUR),
    points,
  };
}
