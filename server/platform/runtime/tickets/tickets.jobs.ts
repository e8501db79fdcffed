import { inTransaction } from '@/server/shared/db';
import { defineLoop } from '@/server/shared/jobs';
import { removeEnded } from './tickets.repository';

const EVERY_MS = 10 * 60_000;
/** Ended tickets stay a while, so that a late second use still gets the sentence for it. */
const KEPT_MS = 3_600_000;

defineLoop({
  name: 'runtime.remove_ended_tickets',
  intervalMs: EVERY_MS,
  run: () =>
    inTransaction(async (tx) => {
      await removeEnded(tx, new Date(tx.now.getTime() - KEPT_MS));
    }),
});
