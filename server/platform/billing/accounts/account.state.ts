import type { Tx } from '@/server/shared/db';
import { idFromUuid } from '@/server/shared/ids';
import { billingEvents } from '../billing.events';
import * as repository from './account.repository';
import { balanceStateOf } from './account.rules';

/**
 * Brings the state of a balance up to date under the account's lock and tells of a transition, once. What runs is counted from
 * the open meters.
 */
export async function refreshBalanceState(tx: Tx, account: repository.AccountRow): Promise<void> {
  const rows = await tx.db.$queryRaw<{ available: bigint; holds: bigint; rate: bigint }[]>`
    SELECT
      (SELECT balance_micros - floor_micros FROM billing_ledger_account
        WHERE billing_account_id = ${account.id}::uuid AND kind = 'customer_funds' AND product = '') AS available,
      (SELECT balance_micros FROM billing_ledger_account
        WHERE billing_account_id = ${account.id}::uuid AND kind = 'holds' AND product = '') AS holds,
      (SELECT coalesce(sum(c.multiplier * p.micros_per_hour), 0)::bigint FROM billing_meter_cursor c
        JOIN billing_price_snapshot p ON p.id = c.price_snapshot_id
        WHERE c.billing_account_id = ${account.id}::uuid AND c.closed_at IS NULL) AS rate`;
  const facts = rows[0];
  if (!facts) return;
  const state = balanceStateOf({
    availableMicros: facts.available,
    holdsMicros: facts.holds,
    microsPerHour: facts.rate,
  });
  await moveBalanceState(tx, account, state);
}

/** Writes a state that differs from the last one, and its event. */
export async function moveBalanceState(
  tx: Tx,
  account: repository.AccountRow,
  state: repository.AccountRow['balanceState'],
): Promise<void> {
  if (state === account.balanceState) return;
  await repository.updateState(tx, account.id, state);
  await billingEvents.balance_changed.publish(
    tx,
    {
      organization_id: idFromUuid('org', account.organizationId),
      balance_state: state,
      previous_state: account.balanceState,
    },
    { organizationId: account.organizationId },
  );
}
