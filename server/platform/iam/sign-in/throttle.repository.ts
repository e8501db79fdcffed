import type { Tx } from '@/server/shared/db';
import { THROTTLE_WINDOW_MS } from './throttle.rules';

/** Counts one more attempt and gives how many there are in the window now, this one included. */
export async function countAttempt(tx: Tx, key: string): Promise<number> {
  const windowOpenedAfter = new Date(tx.now.getTime() - THROTTLE_WINDOW_MS);
  const rows = await tx.db.$queryRaw<{ count: number }[]>`
    INSERT INTO iam_sign_in_throttle AS held (key, window_start_at, failure_count)
    VALUES (${key}, ${tx.now}, 1)
    ON CONFLICT (key) DO UPDATE SET
      failure_count = CASE WHEN held.window_start_at > ${windowOpenedAfter} THEN held.failure_count + 1 ELSE 1 END,
      window_start_at = CASE WHEN held.window_start_at > ${windowOpenedAfter} THEN held.window_start_at ELSE ${tx.now} END
    RETURNING failure_count AS count`;
  return rows[0]?.count ?? Number.MAX_SAFE_INTEGER;
}

/** Takes back an attempt that turned out to be right. */
export async function forgiveAttempt(tx: Tx, key: string): Promise<void> {
  await tx.db.signInThrottle.updateMany({
    where: { key, failureCount: { gt: 0 } },
    data: { failureCount: { decrement: 1 } },
  });
}

/** Removes windows that ended before `before`. */
export async function deleteOldWindows(tx: Tx, before: Date): Promise<number> {
  return (await tx.db.signInThrottle.deleteMany({ where: { windowStartAt: { lt: before } } })).count;
}
