import type { Db } from '@/server/shared/db';
import { idFromUuid, uuidFromId, type Id, type IdPrefix } from '@/server/shared/ids';
import type { Money } from '@/server/shared/money';
import { findNames } from '../spend/names.repository';
import { accountLabel } from '../ledger/ledger.view';
import type { LedgerAccountKind } from '../ledger/ledger.types';
import * as repository from './account.repository';
import type { BalanceState } from './account.rules';

/** Open holds shown at once; the screen says how many there are. */
const HOLDS_MAX = 50;

/** A billing account with its money. */
export interface AccountView {
  id: Id<'bil'>;
  name: string;
  mode: 'prepaid' | 'invoiced';
  state: BalanceState;
  creditLimit: Money;
  funds: Money;
  /** What may still be spent or set aside. */
  available: Money;
  setAside: Money;
  owed: Money;
  /** Every ledger account with its cached balance beside the sum of its entries. */
  balances: { account: LedgerAccountKind; label: string; balance: Money; derived: Money }[];
  holdCount: number;
  holds: { resourceId: string; resourceName: string; left: Money; placed: Money; since: Date }[];
}

/** The billing account of an organization, or null when it has none. */
export async function readAccount(db: Db, organizationId: Id<'org'>): Promise<AccountView | null> {
  const account = await db.billingAccount.findUnique({ where: { organizationId: uuidFromId(organizationId) } });
  if (!account) return null;
  const money = (micros: bigint): Money => ({ currency: account.currency, micros });
  const balances = await repository.readBalances(db, account.id);
  const holdCount = await db.hold.count({ where: { billingAccountId: account.id, closedAt: null } });
  return {
    id: idFromUuid('bil', account.id),
    name: account.name,
    mode: account.mode === 'invoiced' ? 'invoiced' : 'prepaid',
    // A CHECK holds the column to these names.
    state: account.balanceState as BalanceState,
    creditLimit: money(account.creditLimitMicros),
    funds: money(balances.fundsMicros),
    available: money(balances.availableMicros),
    setAside: money(balances.holdsMicros),
    owed: money(balances.owedMicros),
    balances: await readLedgerBalances(db, account.id, account.currency),
    holdCount,
    holds: await readHolds(db, account.id, money),
  };
}

async function readLedgerBalances(
  db: Db,
  billingAccountId: string,
  currency: string,
): Promise<AccountView['balances']> {
  const rows = await db.$queryRaw<{ kind: LedgerAccountKind; product: string; balance: bigint; derived: bigint }[]>`
    SELECT a.kind, a.product, a.balance_micros AS balance, coalesce(e.amount, 0)::bigint AS derived
    FROM billing_ledger_account a
    LEFT JOIN LATERAL (SELECT sum(amount_micros) AS amount FROM billing_ledger_entry WHERE ledger_account_id = a.id) e ON true
    WHERE a.billing_account_id = ${billingAccountId}::uuid ORDER BY a.kind, a.product`;
  return rows.map((row) => ({
    account: row.kind,
    label: accountLabel(row.kind, row.product),
    balance: { currency, micros: row.balance },
    derived: { currency, micros: row.derived },
  }));
}

async function readHolds(
  db: Db,
  billingAccountId: string,
  money: (micros: bigint) => Money,
): Promise<AccountView['holds']> {
  const rows = await db.hold.findMany({
    where: { billingAccountId, closedAt: null },
    orderBy: { createdAt: 'desc' },
    take: HOLDS_MAX,
  });
  const names = await findNames(
    db,
    'resource',
    rows.map((row) => row.resourceId),
  );
  return rows.map((row) => ({
    resourceId: names.get(row.resourceId)?.id ?? idFromUuid('alc' satisfies IdPrefix, row.resourceId),
    resourceName: names.get(row.resourceId)?.name ?? '',
    left: money(row.placedMicros - row.capturedMicros - row.releasedMicros),
    placed: money(row.placedMicros),
    since: row.createdAt,
  }));
}
