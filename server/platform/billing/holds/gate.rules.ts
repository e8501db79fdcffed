import { microsToDecimal } from '@/server/shared/money';
import { budgetLeftMicros, checkBudgets } from '../budgets/budget.rules';
import type { BudgetUse } from '../budgets/budget.types';
import type { GateRefusal } from './hold.types';

interface GateFacts {
  estimateMicros: bigint;
  availableMicros: bigint;
  currency: string;
  budgets: readonly BudgetUse[];
}

/** Why the money for a launch is refused, or undefined. Budgets are asked first: they say more than an empty account. */
export function checkGate(facts: GateFacts): GateRefusal | undefined {
  const { estimateMicros, availableMicros, currency } = facts;
  const amount = (micros: bigint) => `${microsToDecimal(micros)} ${currency}`;
  const budget = checkBudgets(facts.budgets, estimateMicros);
  if (budget) {
    const effectiveMicros = budgetLeftMicros(budget);
    return {
      allowed: false,
      code: 'billing.budget_exhausted',
      message: `The ${budget.scopeKind}'s budget has ${amount(effectiveMicros)} left this month, and this launch sets ${amount(estimateMicros)} aside. Release other work, or ask for a larger budget.`,
      effectiveMicros,
      requiredMicros: estimateMicros,
      currency,
      scopeKind: budget.scopeKind,
    };
  }
  if (availableMicros >= estimateMicros) return undefined;
  return {
    allowed: false,
    code: 'billing.insufficient_funds',
    message: `The organization's balance has ${amount(availableMicros)} free, and this launch sets ${amount(estimateMicros)} aside. Ask a billing admin to add money.`,
    effectiveMicros: availableMicros,
    requiredMicros: estimateMicros,
    currency,
    scopeKind: 'organization',
  };
}
