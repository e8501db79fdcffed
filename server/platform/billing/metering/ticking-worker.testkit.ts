/** A worker that ticks as fast as it can, a window further each time, until it is killed. Started by the kill test with the first minute. */
import { overrideClock } from '@/server/shared/clock';
import { registerReleaseRequester } from './release-requester';
import { runMeterTick } from './metering.tick';

const WINDOW_MS = 60_000;

let nowMs = Number(process.argv[2]);
overrideClock(() => new Date(nowMs));
registerReleaseRequester(async () => undefined);
for (;;) {
  nowMs += WINDOW_MS;
  await runMeterTick({ windowMs: WINDOW_MS, holdMs: 3_600_000 });
  process.stdout.write('ticked\n');
}
