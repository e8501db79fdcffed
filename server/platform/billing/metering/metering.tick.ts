import { database, inTransaction } from '@/server/shared/db';
import { idFromUuid } from '@/server/shared/ids';
import { log } from '@/server/shared/log';
import * as accounts from '../accounts/account.repository';
import * as repository from './metering.repository';
import { meterWindow } from './metering.service';
import { lastWindowEnd } from './rating.rules';
import type { MeteringSettings } from './metering.types';

/** Accounts that one worker meters at the same time; each takes one connection. */
const CONCURRENCY = 4;
/** Windows of a day that one pass writes for one account; an outage longer than that takes several passes. */
const WINDOWS_MAX = 400;

/** What a pass did; an account that another worker held is counted as skipped, one whose window failed as failed. */
export interface TickOutcome {
  accounts: number;
  windows: number;
  usageRecords: number;
  skipped: number;
  failed: number;
}

/**
 * Closes all windows that have ended, for every account. Several workers share it: each account is claimed by locking its row, and
 * a row that is held is passed over. Every window commits on its own, so a crash at any line leaves whole windows behind, and
 * the next pass goes on where the meters stand.
 */
export async function runMeterTick(settings: MeteringSettings): Promise<TickOutcome> {
  const target = await inTransaction(async (tx) => new Date(lastWindowEnd(tx.now.getTime(), settings.windowMs)));
  const due = await repository.findDueAccounts(database(), target);
  const outcome: TickOutcome = { accounts: due.length, windows: 0, usageRecords: 0, skipped: 0, failed: 0 };
  const queue = [...due];
  const work = async () => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      try {
        await meterAccount(id, { ...settings, targetMs: target.getTime() }, outcome);
      } catch (error) {
        outcome.failed++;
        log().error(
          { err: error, billingAccountId: idFromUuid('bil', id) },
          'a window was not metered; the next pass tries again',
        );
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, due.length) }, work));
  return outcome;
}

async function meterAccount(
  billingAccountId: string,
  request: MeteringSettings & { targetMs: number },
  outcome: TickOutcome,
): Promise<void> {
  for (let windows = 0; windows < WINDOWS_MAX; windows++) {
    const done = await inTransaction(async (tx) => {
      const account = await accounts.claimById(tx, billingAccountId);
      if (!account) return 'held' as const;
      const { targetMs, holdMs } = request;
      return meterWindow(tx, account, { targetMs, holdMs });
    });
    if (done === 'held') {
      outcome.skipped++;
      return;
    }
    if (done.isCharged) outcome.windows++;
    outcome.usageRecords += done.usageCount;
    if (done.isLast) return;
  }
}
