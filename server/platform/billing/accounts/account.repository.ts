import type { Db, Tx } from '@/server/shared/db';
import { newUuid } from '@/server/shared/ids';
import { LEDGER_ACCOUNT_KINDS } from '../ledger/ledger.types';
import type { BalanceState } from './account.rules';

const GUARDED: readonly string[] = ['customer_funds', 'holds', 'credits'];

/** A billing account as rows know it. All ids are uuids. */
export interface AccountRow {
  id: string;
  organizationId: string;
  currency: string;
  balanceState: BalanceState;
}

interface InsertInput {
  organizationId: string;
  name: string;
  currency: string;
  creditLimitMicros: bigint;
}

/** Inserts a billing account with its ledger accounts. Funds may fall to minus the credit limit. Gives its uuid. */
export async function insert(tx: Tx, input: InsertInput): Promise<string> {
  const id = newUuid();
  await tx.db.billingAccount.create({
    data: {
      ...input,
      id,
      mode: input.creditLimitMicros > 0n ? 'invoiced' : 'prepaid',
      balanceState: input.creditLimitMicros > 0n ? 'healthy' : 'depleted',
      createdAt: tx.now,
    },
  });
  await tx.db.ledgerAccount.createMany({
    data: LEDGER_ACCOUNT_KINDS.filter((kind) => kind !== 'revenue').map((kind) => ({
      id: newUuid(),
      billingAccountId: id,
      kind,
      currency: input.currency,
      isGuarded: GUARDED.includes(kind),
      floorMicros: kind === 'customer_funds' ? -input.creditLimitMicros : 0n,
      createdAt: tx.now,
    })),
  });
  return id;
}

/**
 * Locks the billing account of an organization until the transaction ends; everything that decides about its money does so
 * first. Undefined when there is none.
 */
export async function lockByOrganization(tx: Tx, organizationId: string): Promise<AccountRow | undefined> {
  const rows = await tx.db.$queryRaw<AccountRow[]>`
    SELECT id, organization_id AS "organizationId", currency, balance_state AS "balanceState"
    FROM billing_account WHERE organization_id = ${organizationId}::uuid FOR NO KEY UPDATE`;
  return rows[0];
}

/** Like lockByOrganization by the account's own id, waiting. */
export async function lockById(tx: Tx, id: string): Promise<AccountRow | undefined> {
  const rows = await tx.db.$queryRaw<AccountRow[]>`
    SELECT id, organization_id AS "organizationId", currency, balance_state AS "balanceState"
    FROM billing_account WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return rows[0];
}

/** Locks by id unless somebody else holds the row: then undefined. */
export async function claimById(tx: Tx, id: string): Promise<AccountRow | undefined> {
  const rows = await tx.db.$queryRaw<AccountRow[]>`
    SELECT id, organization_id AS "organizationId", currency, balance_state AS "balanceState"
    FROM billing_account WHERE id = ${id}::uuid FOR NO KEY UPDATE SKIP LOCKED`;
  return rows[0];
}

export interface Balances {
  /** Funds above the floor: what may still be spent or set aside. */
  availableMicros: bigint;
  fundsMicros: bigint;
  holdsMicros: bigint;
  /** What the customer owes, positive. */
  owedMicros: bigint;
}

/** The money of a billing account, from the cached balances. */
export async function readBalances(db: Db, billingAccountId: string): Promise<Balances> {
  const rows = await db.ledgerAccount.findMany({
    where: { billingAccountId, kind: { in: ['customer_funds', 'holds', 'receivable'] } },
  });
  const of = (kind: string) => rows.find((row) => row.kind === kind)?.balanceMicros ?? 0n;
  const floorMicros = rows.find((row) => row.kind === 'customer_funds')?.floorMicros ?? 0n;
  return {
    fundsMicros: of('customer_funds'),
    availableMicros: of('customer_funds') - floorMicros,
    holdsMicros: of('holds'),
    owedMicros: -of('receivable'),
  };
}

/** Moves the state of the balance. */
export async function updateState(tx: Tx, billingAccountId: string, balanceState: BalanceState): Promise<void> {
  await tx.db.billingAccount.update({ where: { id: billingAccountId }, data: { balanceState } });
}
