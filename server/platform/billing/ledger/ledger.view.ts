import type { Id } from '@/server/shared/ids';
import { microsToDecimal, type Money } from '@/server/shared/money';
import type { LedgerAccountKind, TransactionKind } from './ledger.types';

/** A transaction in a list. */
export interface TransactionView {
  id: Id<'ltx'>;
  seq: bigint;
  kind: TransactionKind;
  /** What happened, as one sentence. */
  sentence: string;
  /** What moved: the sum of the credits. */
  amount: Money;
  occurredAt: Date;
  bookedAt: Date;
  entryCount: number;
  actorName: string | null;
  reason: string | null;
}

/** An entry like a line of a bank statement: one of debit and credit is null. */
export interface EntryView {
  lineNo: number;
  account: LedgerAccountKind;
  accountLabel: string;
  debit: Money | null;
  credit: Money | null;
  resourceId: string | null;
  resourceName: string | null;
  projectName: string | null;
  personName: string | null;
  unit: string | null;
  quantity: bigint | null;
  /** Per single unit. */
  perHour: Money | null;
}

/** A transaction with everything that stands in it. */
export interface TransactionDetail extends TransactionView {
  entries: EntryView[];
  reversesId: Id<'ltx'> | null;
  reversedById: Id<'ltx'> | null;
  idempotencyKey: string;
  correlationId: string;
}

const ACCOUNT_LABELS: Record<LedgerAccountKind, string> = {
  customer_funds: 'Funds',
  holds: 'Set aside',
  receivable: 'Owed',
  revenue: 'Usage',
  credits: 'Credits',
  refunds: 'Refunds',
  adjustments: 'Adjustments',
  payment_clearing: 'Payments',
  write_off: 'Written off',
};

/** What people call a ledger account; revenue names its product. */
export function accountLabel(kind: LedgerAccountKind, product: string): string {
  return product ? `${ACCOUNT_LABELS[kind]}: ${product}` : ACCOUNT_LABELS[kind];
}

interface SentenceFacts {
  kind: TransactionKind;
  amount: Money;
  /** Whether the customer's money grew. */
  isGain: boolean;
  /** Names of the resources it is about, at most a few, and how many there are. */
  resourceNames: readonly string[];
  resourceCount: number;
  actorName: string | null;
  reversesSeq: bigint | null;
}

/** A transaction as a sentence. */
export function sentenceOf(facts: SentenceFacts): string {
  const amount = `${microsToDecimal(facts.amount.micros)} ${facts.amount.currency}`;
  const things = thingsOf(facts);
  const who = facts.actorName ?? 'An operator';
  switch (facts.kind) {
    case 'hold':
      return `${amount} set aside for ${things}`;
    case 'hold_extension':
      return `${amount} more set aside for ${things}`;
    case 'hold_release':
      return `${amount} given back from the hold of ${things}`;
    case 'usage':
      return `${amount} charged for ${things}`;
    case 'usage_correction':
      return `${amount} returned for ${things}, which had stopped earlier`;
    case 'adjustment':
      return facts.isGain ? `${who} added ${amount}` : `${who} took out ${amount}`;
    case 'settlement':
      return `${amount} settled between what the account has and what it owes`;
    case 'reversal':
      return `${amount} reversed: transaction ${facts.reversesSeq ?? ''} taken back`;
  }
}

function thingsOf({ resourceNames, resourceCount }: SentenceFacts): string {
  const [first, second] = resourceNames;
  if (resourceCount === 0 || first === undefined) return 'the account';
  if (resourceCount === 1) return first;
  if (resourceCount === 2 && second !== undefined) return `${first} and ${second}`;
  return `${first} and ${resourceCount - 1} others`;
}
