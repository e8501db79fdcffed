import type { BudgetUse } from './budget.types';

/** What may still be committed under a budget; never negative. */
export function budgetLeftMicros(use: BudgetUse): bigint {
  const leftMicros = use.amountMicros - use.postedMicros - use.committedMicros;
  return leftMicros > 0n ? leftMicros : 0n;
}

/** The hard budget with the least left that does not take `estimateMicros`, if any. */
export function checkBudgets(uses: readonly BudgetUse[], estimateMicros: bigint): BudgetUse | undefined {
  return uses
    .filter((use) => use.isHard && budgetLeftMicros(use) < estimateMicros)
    .sort((a, b) => (budgetLeftMicros(a) < budgetLeftMicros(b) ? -1 : 1))[0];
}
