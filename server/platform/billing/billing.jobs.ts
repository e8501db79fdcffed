import { env } from '@/server/shared/env';
import { defineLoop } from '@/server/shared/jobs';
import { runMeterTick } from './metering/metering.tick';

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
