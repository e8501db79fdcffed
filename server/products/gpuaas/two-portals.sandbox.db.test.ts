import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startTestRuntime, type TestRuntime } from '@/server/node-runtime/testing/test-runtime';
import { database } from '@/server/shared/db';
import { newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import { stopJobQueue } from '@/server/shared/jobs';
import './gpuaas.registration';
import { callAs, launchOf, makeTenant, moneyOf } from './gpuaas.testkit';

const MAIN = path.join(import.meta.dirname, '../../main.ts');
const WAIT = { timeout: 40_000, interval: 100 };
const PLENTY = 1_000_000_000n;

/** The worker process of a portal, as it is started for production, with a data folder and a node runtime of its own. */
interface Portal {
  runtime: TestRuntime;
  worker: ChildProcess;
}

const portals: Portal[] = [];

beforeAll(async () => {
  for (const runtime of await Promise.all([startTestRuntime(), startTestRuntime()]))
    portals.push({ runtime, worker: await startWorkerOf(runtime) });
  await vi.waitFor(async () => expect(await database().node.count({ where: { state: 'active' } })).toBe(2), WAIT);
});
afterAll(async () => {
  for (const { worker } of portals) await killed(worker);
  await Promise.all(portals.map(({ runtime }) => runtime.stop()));
  await stopJobQueue(1_000);
});

async function startWorkerOf({ dataFolder, socketPath, taskKeys, eventKeys }: TestRuntime): Promise<ChildProcess> {
  const key = (name: string, text: string) => {
    const file = path.join(dataFolder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const worker = fork(MAIN, [], {
    execArgv: ['--import', 'tsx'],
    env: {
      ...process.env,
      GPUAAS_ROLES: 'worker',
      PORT: '0',
      DATA_DIR: dataFolder,
      RUNTIME_SOCKET: socketPath,
      RUNTIME_TASK_KEY_FILE: key('portal-task.pem', taskKeys.privateKey),
      RUNTIME_EVENT_KEY_FILE: key('portal-event.pem', eventKeys.publicKey),
    },
  });
  await once(worker, 'message');
  return worker;
}

async function killed(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  worker.kill('SIGKILL');
  await once(worker, 'exit');
}

const running = async ({ runtime }: Portal) => (await runtime.client.list({})).map(({ workspaceId }) => workspaceId);
const heldSlots = (id: Id<'alc'>) => database().slot.count({ where: { allocationId: uuidFromId(id) } });

/** Resolves when workers have made this many passes more, all together: each writes down that it saw its node. */
async function passes(count: number): Promise<void> {
  let seen = '';
  for (let n = 0; n <= count; n++) {
    await vi.waitFor(async () => {
      const nodes = await database().node.findMany({ orderBy: { id: 'asc' } });
      const now = nodes.map(({ lastSeenAt }) => String(lastSeenAt?.getTime())).join();
      expect(now).not.toBe(seen);
      seen = now;
    }, WAIT);
  }
}

it(
  'two portals with a machine each run, keep, measure, bill and end what is launched, whichever takes the job',
  { timeout: 180_000 },
  async () => {
    const { organization, person } = await makeTenant(PLENTY);
    const call = callAs(person);
    // Each takes all GPUs of a machine, so each machine gets one.
    const skuCode = 'sim-nvidia-a100-80gb-x2';
    const launches = [1, 2].map(() => call.allocation.launch(launchOf(organization, { skuCode })));
    const ids = (await Promise.all(launches)).map(({ allocationId }) => allocationId);
    const states = async () => {
      const views = await Promise.all(ids.map((allocationId) => call.allocation.get({ allocationId })));
      return views.map(({ state }) => state);
    };
    await vi.waitFor(async () => expect(await states()).toEqual(['active', 'active']), WAIT);
    await passes(3);
    expect(await states()).toEqual(['active', 'active']);
    const perMachine = await Promise.all(portals.map(running));
    expect(perMachine.map((workspaces) => workspaces.length)).toEqual([1, 1]);
    expect(perMachine.flat().sort()).toEqual(ids.map((id) => `${id}-1`).sort());

    // One portal dies; its workspace runs on, and the other portal neither ends nor fails it.
    const [first, second] = portals;
    if (!first || !second) throw new Error('two portals were started');
    await killed(first.worker);
    await passes(1);
    expect(await states()).toEqual(['active', 'active']);
    expect(await Promise.all(portals.map(running))).toEqual(perMachine);
    first.worker = await startWorkerOf(first.runtime);

    for (const allocationId of ids) await call.allocation.release({ allocationId, idempotencyKey: newUuid() });
    await vi.waitFor(async () => expect(await states()).toEqual(['released', 'released']), WAIT);
    expect(await Promise.all(portals.map(running))).toEqual([[], []]);
    expect(await Promise.all(ids.map(heldSlots))).toEqual([0, 0]);
    expect((await moneyOf(organization.id)).holdsMicros).toBe(0n);
    expect(await database().meterEvent.groupBy({ by: ['kind'], _count: true, orderBy: { kind: 'asc' } })).toMatchObject(
      [
        { kind: 'started', _count: 2 },
        { kind: 'stopped', _count: 2 },
      ],
    );
  },
);
