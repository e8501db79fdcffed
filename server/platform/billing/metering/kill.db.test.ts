import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { overrideClock } from '@/server/shared/clock';
import { database, inTransaction } from '@/server/shared/db';
import { newId } from '@/server/shared/ids';
import { makeSnapshot, makeTenant } from '../billing.testkit';
import { gateLaunch } from '../holds/hold.service';
import { checkIdentity } from '../spend/identity.service';
import { startMetering } from './metering.service';
import { runMeterTick } from './metering.tick';

const KILLS = 6;
const TENANTS = 4;
const METERS_PER_TENANT = 6;
const START = Date.parse('2026-03-10T08:00:00Z');
const WORKER = path.join(import.meta.dirname, 'ticking-worker.testkit.ts');

afterAll(() => overrideClock(undefined));

async function launchAll(): Promise<bigint> {
  const snapshot = await makeSnapshot(1_234_567n, 3);
  for (let n = 0; n < TENANTS; n++) {
    const { attribution } = await makeTenant(10n ** 12n);
    for (let m = 0; m < METERS_PER_TENANT; m++) {
      const resource = { id: newId('alc'), name: 'killed' };
      await inTransaction(async (tx) => {
        await gateLaunch(tx, { attribution, resource, estimateMicros: snapshot.totalMicrosPerHour });
        const at = new Date(START + m);
        await startMetering(tx, {
          resourceId: resource.id,
          unit: 'gpu-second',
          attribution,
          priceSnapshotId: snapshot.id,
          at,
          source: 'clock',
        });
      });
    }
  }
  return snapshot.totalMicrosPerHour;
}

const furthestMs = async () =>
  (await database().meterCursor.aggregate({ _max: { through: true } }))._max.through?.getTime() ?? START;

/** Starts a worker and kills it with SIGKILL `afterMs` after its first tick. */
async function killOne(fromMs: number, afterMs: number): Promise<void> {
  const worker = spawn(process.execPath, ['--import', 'tsx', WORKER, String(fromMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(worker, 'exit');
  await once(worker.stdout, 'data');
  worker.stdout.resume();
  setTimeout(() => worker.kill('SIGKILL'), afterMs);
  const [, signal] = (await ended) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
}

it(
  'loses and doubles nothing when workers are killed in the middle of their ticks, many times',
  { timeout: 180_000 },
  async () => {
    overrideClock(() => new Date(START + 1_000));
    const totalPerHour = await launchAll();
    for (let kill = 0; kill < KILLS; kill += 2) {
      const from = await furthestMs();
      await Promise.all([killOne(from, Math.random() * 200), killOne(from, Math.random() * 200)]);
    }
    const endMs = (await furthestMs()) + 60_000;
    expect(endMs).toBeGreaterThan(START + (KILLS / 2) * 60_000);
    overrideClock(() => new Date(endMs));
    await runMeterTick({ windowMs: 60_000, holdMs: 3_600_000 });
    let expected = 0n;
    for (let m = 0; m < METERS_PER_TENANT; m++) {
      expected += BigInt(TENANTS) * ((totalPerHour * BigInt(endMs - START - m)) / 3_600_000n);
    }
    const identity = await checkIdentity(database());
    expect(identity).toMatchObject({
      postedMicros: expected,
      ratedMicros: expected,
      meteredMicros: expected,
      unexplainedMicros: 0n,
    });
  },
);
