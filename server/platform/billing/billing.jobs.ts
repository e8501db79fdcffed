import { database } from '@/server/shared/db';
import { env } from '@/server/shared/env';
import { defineLoop } from '@/server/shared/jobs';
import { log } from '@/server/shared/log';
import { runMeterTick } from './metering/metering.tick';
import { checkIdentity, type Identity } from './spend/identity.service';

/** How often a worker looks for windows that have ended: often enough that a window is posted soon after its end. */
const LOOK_MS_MAX = 5_000;

defineLoop({
  name: 'billing.meter',
  intervalMs: () => Math.min(LOOK_MS_MAX, env().profile.meterWindowMs),
  async run() {
    const { meterWindowMs, holdMs } = env().profile;
    await runMeterTick({ windowMs: meterWindowMs, holdMs });
  },
});

/** How often the identity of all money is proven. It reads the whole ledger, so not at every window. */
const PROVE_MS = 10 * 60_000;

defineLoop({
  name: 'billing.identity',
  intervalMs: PROVE_MS,
  async run() {
    const identity = await checkIdentity(database());
    if (identity.unexplainedMicros !== 0n) log().error(inText(identity), 'there is money that nobody can explain');
    if (identity.unratedRecords > 0) log().error(inText(identity), 'usage without a price waits to be rated');
  },
});

/** Numbers of any size for a log line, which is JSON and knows no bigint. */
function inText(identity: Identity): Record<string, string> {
  return Object.fromEntries(Object.entries(identity).map(([name, value]) => [name, String(value)]));
}
