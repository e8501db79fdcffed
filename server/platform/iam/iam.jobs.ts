import { inTransaction } from '@/server/shared/db';
import { defineLoop } from '@/server/shared/jobs';
import { deleteOldWindows } from './sign-in/throttle.repository';
import { THROTTLE_WINDOW_MS } from './sign-in/throttle.rules';

const SWEEP_INTERVAL_MS = 3_600_000;

defineLoop({
  name: 'iam.sweep_throttles',
  intervalMs: SWEEP_INTERVAL_MS,
  run: () =>
    inTransaction(async (tx) => {
      await deleteOldWindows(tx, new Date(tx.now.getTime() - THROTTLE_WINDOW_MS));
    }),
});
