export type BudgetScopeKind = 'project' | 'department' | 'organization';

/** What a budget says and how far it is used, in the current period of the organization's time zone. Uuids. */
export interface BudgetUse {
  scopeKind: BudgetScopeKind;
  scopeId: string;
  amountMicros: bigint;
  currency: string;
  /** A hard budget refuses launches; a soft one only shows. */
  isHard: boolean;
  periodStart: Date;
  periodEnd: Date;
  /** Rated and posted in the period. */
  postedMicros: bigint;
  /** Set aside for launches and running work, or accrued where that is more. */
  committedMicros: bigint;
}
