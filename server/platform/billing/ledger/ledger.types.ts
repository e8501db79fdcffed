/** The ledger accounts of a billing account. Revenue has one per product. */
export const LEDGER_ACCOUNT_KINDS = [
  'customer_funds',
  'holds',
  'receivable',
  'credits',
  'refunds',
  'adjustments',
  'payment_clearing',
  'write_off',
  'revenue',
] as const;
export type LedgerAccountKind = (typeof LEDGER_ACCOUNT_KINDS)[number];

export const TRANSACTION_KINDS = [
  'hold',
  'hold_extension',
  'hold_release',
  'usage',
  'usage_correction',
  'adjustment',
  'reversal',
  'settlement',
] as const;
export type TransactionKind = (typeof TRANSACTION_KINDS)[number];

/** What an entry is about, fixed at posting. All uuids. The organization is that of the billing account. */
export interface LegAttribution {
  departmentId?: string | null;
  projectId?: string | null;
  actorId?: string | null;
  product?: string | null;
  resourceId?: string | null;
  unit?: string | null;
  /** Unit-milliseconds. */
  quantity?: bigint | null;
  priceSnapshotId?: string | null;
  holdId?: string | null;
}

/** One entry. A positive amount credits (money the customer has, revenue earned), a negative one debits. */
export interface Leg extends LegAttribution {
  account: LedgerAccountKind;
  /** Product of a revenue account; left out for all others. */
  accountProduct?: string;
  amountMicros: bigint;
}

/** Who posts, as the row remembers it. `id` is a uuid; null for the system. */
export interface PostingActor {
  kind: 'user' | 'service_account' | 'system';
  id: string | null;
}

/** A transaction to be posted. Legs are at least two, differ from zero and net to zero. */
export interface Posting {
  /** Uuid. */
  billingAccountId: string;
  kind: TransactionKind;
  /** When the fact happened; the database says when it was booked. */
  occurredAt: Date;
  /** Posts once per billing account. */
  idempotencyKey: string;
  legs: readonly Leg[];
  actor: PostingActor;
  reason?: string;
  /** Uuid of the transaction that this one takes back in full. */
  reversesId?: string;
  /**
   * What the caller asked for, where the legs follow from the state of the account: a repeated request then has the same body
   * even though it would book other legs now. Left out, the legs are the body.
   */
  intent?: string;
}

/** The answer to a posting. A replay is the first answer again: nothing was booked. */
export interface Posted {
  /** Uuid. */
  transactionId: string;
  /** Gapless per billing account, from 1. */
  seq: bigint;
  isReplay: boolean;
  /** Uuid of the organization whose billing account it is. */
  organizationId: string;
}
