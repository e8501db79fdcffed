import { inTransaction } from '@/server/shared/db';
import { defineLoop } from './worker';

const INTERVAL_MS = 10 * 60_000;
/** Announced events are kept for those who were away; after a week nobody asks for them any more. */
const EVENTS_KEPT_MS = 7 * 24 * 3_600_000;
/** Rows of one pass, so that no pass holds locks for long. */
const ROWS_MAX = 10_000;

defineLoop({ name: 'shared.housekeeping', intervalMs: INTERVAL_MS, run: sweep });

/** Removes announced events and idempotency keys whose time is over. Safe from several processes at once. */
export async function sweep(): Promise<void> {
  await inTransaction(async (tx) => {
    const announcedBefore = new Date(tx.now.getTime() - EVENTS_KEPT_MS);
    await tx.db.$executeRaw`
      DELETE FROM shared_outbox_event WHERE id IN (
        SELECT id FROM shared_outbox_event WHERE published_at < ${announcedBefore} ORDER BY id LIMIT ${ROWS_MAX} FOR UPDATE SKIP LOCKED)`;
    await tx.db.idempotencyKey.deleteMany({ where: { expiresAt: { lt: tx.now } } });
  });
}
