import { registerReleaseRequester } from '@/server/platform/billing';
import { env } from '@/server/shared/env';
import { defineLoop } from '@/server/shared/jobs';
import { releaseForMoney } from './allocations/release.service';
import { allDrivers } from './drivers/drivers';
import { sweepNodes } from './fleet/absence.service';
import { reconcileDriver } from './fleet/reconcile.service';
import { followEvents } from './fleet/runtime-events.service';
import { sampleAll } from './metrics/sampler.service';

const RECONCILE_INTERVAL_MS = 5_000;
/** Between the end of an event stream and the next try. */
const FOLLOW_AGAIN_MS = 1_000;

/** Declares what a worker does for this product again and again, and how compute stops when the money ends. */
export function defineGpuaasLoops(): void {
  registerReleaseRequester(releaseForMoney);
  defineLoop({
    name: 'gpuaas.reconcile',
    intervalMs: RECONCILE_INTERVAL_MS,
    run: async () => {
      await Promise.all(allDrivers().map(reconcileDriver));
      await sweepNodes();
    },
  });
  defineLoop({
    name: 'gpuaas.events',
    intervalMs: FOLLOW_AGAIN_MS,
    run: async (signal) => void (await Promise.all(allDrivers().map((driver) => followEvents(driver, signal)))),
  });
  defineLoop({ name: 'gpuaas.metrics', intervalMs: () => env().profile.sampleIntervalMs, run: sampleAll });
}
