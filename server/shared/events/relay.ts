import { inTransaction, listen, type Listener } from '@/server/shared/db';
import { log } from '@/server/shared/log';

/** Channel on which gateways hear of published events: a comma-separated batch of outbox ids. */
export const EVENTS_CHANNEL = 'gpuaas_events';

/** A NOTIFY payload is at most 8,000 bytes; 19 digits and a comma each keep this batch far below. */
const BATCH_MAX = 300;
/** Looks by itself now and then: a wake-up can be lost with the connection that carried it. */
const SWEEP_MS = 5_000;

/**
 * Announces outbox rows, in order of id, exactly once per row. Several relays share the work: a row is locked while it is
 * announced, and the announcement commits with the mark.
 */
export function startRelay(): Listener {
  let running: Promise<void> | undefined;
  let again = false;
  let closed = false;

  const wake = () => {
    if (closed) return;
    if (running) {
      again = true;
      return;
    }
    running = drain()
      .catch((error: unknown) => log().warn({ err: error }, 'outbox relay will look again'))
      .finally(() => {
        running = undefined;
        if (again) {
          again = false;
          wake();
        }
      });
  };
  const listener = listen('gpuaas_outbox', wake, wake);
  const sweep = setInterval(wake, SWEEP_MS);
  return {
    async close() {
      closed = true;
      clearInterval(sweep);
      await listener.close();
      await running;
    },
  };
}

async function drain(): Promise<void> {
  while ((await announceBatch()) === BATCH_MAX);
}

/** Announces one batch; gives its size. */
export async function announceBatch(): Promise<number> {
  return inTransaction(async (tx) => {
    const rows = await tx.db.$queryRaw<{ id: bigint }[]>`
      WITH batch AS (
        SELECT id FROM shared_outbox_event WHERE published_at IS NULL ORDER BY id LIMIT ${BATCH_MAX} FOR UPDATE SKIP LOCKED
      )
      UPDATE shared_outbox_event e SET published_at = ${tx.now} FROM batch WHERE e.id = batch.id RETURNING e.id`;
    if (rows.length === 0) return 0;
    const ids = rows.map((row) => row.id).sort((a, b) => (a < b ? -1 : 1));
    await tx.db.$executeRaw`SELECT pg_notify(${EVENTS_CHANNEL}, ${ids.join(',')})`;
    return rows.length;
  });
}
