import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { checkIdentity, runMeterTick } from '@/server/platform/billing';
import { closeDatabase, database, inTransaction, type Listener } from '@/server/shared/db';
import { startEventBus, startRelay, subscribe } from '@/server/shared/events';
import { newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import { startWorker, stopJobQueue } from '@/server/shared/jobs';
import { asAppError } from '@/server/shared/trpc';
import { migrate } from '../../../scripts/database/migrate.mjs';
import { startPostgres } from '../../../scripts/database/postgres.mjs';
import { reconcileDriver } from './fleet/reconcile.service';
import type { StandIn } from './drivers/stand-in.testkit';
import { callAs, enrolStandIn, launchOf, makeTenant, memberOf, moneyOf } from './gpuaas.testkit';

const GPUS = 6;
const PEOPLE = 5;
const KILLS = 2;
const ROUNDS_BETWEEN_KILLS = 8;
/** A workspace whose worker lost its database is taken up again when its lease ends, after each kill. */
const LIMIT_MS = 150_000;
const FUNDS_MICROS = 10n ** 12n;

type Postgres = Awaited<ReturnType<typeof startPostgres>>;

let dataDir: string;
let postgres: Postgres;
let node: StandIn;
let stops: (() => Promise<unknown>)[];
/** Codes of all calls that failed, whoever made them. */
const failures: string[] = [];
/** Ids of the events that reached this process, each as often as it did. */
const heard: string[] = [];

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'gpuaas-restart-'));
  chmodSync(dataDir, 0o755);
  postgres = await startPostgres({ dataDir });
  await migrate({ ownerUrl: postgres.ownerUrl });
  await closeDatabase();
  process.env['DATABASE_URL'] = postgres.url;
  subscribe(({ envelope }) => heard.push(envelope.event_id));
  const listeners: Listener[] = [startEventBus(), startRelay()];
  node = await enrolStandIn(GPUS);
  stops = [await startWorker(), ...listeners.map((listener) => () => listener.close())];
});
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await stopJobQueue(5_000);
  await closeDatabase();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Calls until it succeeds, as a person or a client does; what failed is counted. */
function insist<T>(work: () => Promise<T>): Promise<T> {
  const counted = async () => {
    try {
      return await work();
    } catch (error) {
      const { code } = asAppError(error);
      failures.push(code);
      throw new Error(code, { cause: error });
    }
  };
  return vi.waitFor(counted, { timeout: LIMIT_MS, interval: 50 });
}

/** Calls that are under way, each in another place, while the database dies: a read, a write, and a commit. */
async function inFlight(): Promise<{ kill: () => void; codes: Promise<string[]> }> {
  let kill: () => void = () => undefined;
  const killed = new Promise<void>((resolve) => (kill = resolve));
  let begun: () => void = () => undefined;
  const hasBegun = new Promise<void>((resolve) => (begun = resolve));
  const calls = [
    database().$queryRaw`SELECT pg_sleep(600)`,
    inTransaction((tx) => tx.db.$executeRaw`SELECT pg_sleep(600)`),
    inTransaction(async () => {
      begun();
      await killed;
    }),
  ];
  const codes = Promise.all(
    calls.map((call) =>
      call.then(
        () => 'succeeded',
        (error: unknown) => asAppError(error).code,
      ),
    ),
  );
  await hasBegun;
  await vi.waitFor(async () => {
    const rows = await database()
      .$queryRaw`SELECT FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)' AND state = 'active'`;
    expect(rows).toHaveLength(2);
  });
  return { kill, codes };
}

/** Workspaces of one GPU whose usage is not exactly the milliseconds between the start and the end of their meter. */
function wronglyBilled(): Promise<unknown[]> {
  return database().$queryRaw`
    SELECT a.id, billed.milliseconds::text AS billed, metered.milliseconds::text AS metered
    FROM gpuaas_allocation a
    LEFT JOIN LATERAL (
      SELECT sum(quantity) AS milliseconds FROM billing_usage_record WHERE resource_id = a.id
    ) billed ON true
    LEFT JOIN LATERAL (
      SELECT extract(epoch FROM max(occurred_at) FILTER (WHERE kind = 'stopped') - max(occurred_at) FILTER (WHERE kind = 'started'))
        * 1000 AS milliseconds
      FROM billing_meter_event WHERE resource_id = a.id
    ) metered ON true
    WHERE billed.milliseconds IS DISTINCT FROM metered.milliseconds`;
}

/** Kills the database's server and waits until its supervisor has started it again. */
async function killDatabase(): Promise<void> {
  const { kill, codes } = await inFlight();
  const pid = postgres.pid();
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(postgres.pid()).not.toBe(pid), { timeout: LIMIT_MS });
  kill();
  expect(await codes).toEqual(Array.from({ length: 3 }, () => 'shared.database_unavailable'));
}

it(
  'a database that is killed under load loses nothing, doubles nothing, and is named by every call that failed',
  { timeout: LIMIT_MS },
  async () => {
    postgres.supervise(() => undefined);
    const { organization, person } = await makeTenant(FUNDS_MICROS);
    const people = [person, ...(await Promise.all(Array.from({ length: PEOPLE - 1 }, () => memberOf(organization))))];
    const byKey = new Map<string, Id<'alc'>>();
    let isOver = false;

    const work = people.map(async (worker) => {
      const { allocation } = callAs(worker);
      const until = (allocationId: Id<'alc'>, state: string) =>
        vi.waitFor(async () => expect((await insist(() => allocation.get({ allocationId }))).state).toBe(state), {
          timeout: LIMIT_MS,
          interval: 50,
        });
      const tick = () => insist(() => runMeterTick({ windowMs: 100, holdMs: 3_600_000 }));
      while (!isOver) {
        const launch = launchOf(organization);
        const { allocationId } = await insist(() => allocation.launch(launch));
        byKey.set(launch.idempotencyKey, allocationId);
        await until(allocationId, 'active');
        await tick();
        const release = { allocationId, idempotencyKey: newUuid() };
        await insist(() => allocation.release(release));
        await until(allocationId, 'released');
        await tick();
      }
    });
    for (let kill = 1; kill <= KILLS; kill++) {
      await vi.waitFor(() => expect(byKey.size).toBeGreaterThanOrEqual(kill * ROUNDS_BETWEEN_KILLS), {
        timeout: LIMIT_MS,
      });
      await killDatabase();
    }
    isOver = true;
    await Promise.all(work);
    await reconcileDriver(node.driver);

    expect(failures.length).toBeGreaterThan(0);
    expect(new Set(failures)).toEqual(new Set(['shared.database_unavailable']));
    const allocations = await database().allocation.findMany();
    expect(allocations.map(({ id }) => id).sort()).toEqual([...byKey.values()].map(uuidFromId).sort());
    expect(node.workspaces.size).toBe(0);
    expect(await database().slot.count({ where: { state: 'free' } })).toBe(await database().slot.count());

    expect(await checkIdentity(database())).toMatchObject({ unexplainedMicros: 0n, unratedRecords: 0 });
    expect(await moneyOf(organization.id)).toMatchObject({ holdsMicros: 0n });
    expect(await wronglyBilled()).toEqual([]);
    const events = await database().outboxEvent.findMany({ select: { eventId: true } });
    await vi.waitFor(() => expect(heard).toHaveLength(events.length));
    expect(new Set(heard)).toEqual(new Set(events.map(({ eventId }) => eventId)));
  },
);
