import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { overrideClock } from '@/server/shared/clock';
import { database } from '@/server/shared/db';
import { newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import { stopJobQueue } from '@/server/shared/jobs';
import { driveProvision } from './allocations/provision.service';
import type { StandIn } from './drivers/stand-in.testkit';
import { reconcileDriver } from './fleet/reconcile.service';
import { callAs, enrolStandIn, launchOf, makeTenant, moneyOf } from './gpuaas.testkit';

const WORKER = path.join(import.meta.dirname, 'dying-worker.testkit.ts');
type Work = 'provision' | 'release';
type When = 'before' | 'after';

let node: StandIn;

beforeAll(async () => {
  node = await enrolStandIn(1);
});
afterEach(() => overrideClock(undefined));
afterAll(() => stopJobQueue(1_000));

/** A pass of another worker, so long after the kill. */
async function passAfter(killedMs: number, laterMs: number): Promise<void> {
  overrideClock(() => new Date(killedMs + laterMs));
  await reconcileDriver(node.driver);
}

/** Has a worker process drive the allocation and kills it with SIGKILL inside this call to the node, or just when the node is done. */
async function killInside(work: Work, when: When, allocationId: Id<'alc'>): Promise<number> {
  const worker = fork(WORKER, [work, allocationId], { execArgv: ['--import', 'tsx'], serialization: 'advanced' });
  worker.on('message', ({ method, args }: { method: keyof StandIn['driver']; args: [never, never] }) => {
    const call = node.driver[method];
    if (typeof call !== 'function') throw new Error(`no call ${method}`);
    if (method === work && when === 'before') return worker.kill('SIGKILL');
    const done = Promise.resolve(call(...args));
    return void done.then((answer) => (method === work ? worker.kill('SIGKILL') : worker.send({ answer })));
  });
  const [, signal] = await once(worker, 'exit');
  expect(signal).toBe('SIGKILL');
  return Date.now();
}

async function launched() {
  const { organization, person } = await makeTenant(1_000_000_000n);
  const call = callAs(person);
  const { allocationId } = await call.allocation.launch(launchOf(organization));
  const now = async () => {
    const { state } = await call.allocation.get({ allocationId });
    const slots = await database().slot.count({ where: { allocationId: uuidFromId(allocationId) } });
    return { state, slots, workspaces: node.workspaces.size };
  };
  const release = () => call.allocation.release({ allocationId, idempotencyKey: newUuid() });
  const meters = () =>
    database().meterEvent.count({ where: { resourceId: uuidFromId(allocationId), kind: 'started' } });
  return { organization, allocationId, now, release, meters };
}

it.each(['before', 'after'] as const)(
  'a worker that is killed while it starts a workspace, %s the node did it, leaves one workspace, one meter, one hold',
  async (when) => {
    const { organization, allocationId, now, release, meters } = await launched();
    const killedMs = await killInside('provision', when, allocationId);
    const workspaces = when === 'after' ? 1 : 0;
    await passAfter(killedMs, 1_000);
    expect(await now()).toEqual({ state: 'provisioning', slots: 1, workspaces });
    // What does not run yet is not touched while the dead worker's lease may still be somebody's; what runs is adopted sooner.
    await passAfter(killedMs, 12_000);
    expect(await now()).toEqual({ state: when === 'after' ? 'active' : 'provisioning', slots: 1, workspaces });
    await passAfter(killedMs, 21_000);
    expect(await now()).toEqual({ state: 'active', slots: 1, workspaces: 1 });
    expect(await meters()).toBe(1);
    await release();
    await passAfter(killedMs, 22_000);
    expect(await now()).toEqual({ state: 'released', slots: 0, workspaces: 0 });
    expect((await moneyOf(organization.id)).holdsMicros).toBe(0n);
  },
);

it.each(['before', 'after'] as const)(
  'a worker that is killed while it ends a workspace, %s the node did it, leaves no workspace, no slot, no hold',
  async (when) => {
    const { organization, allocationId, now, release } = await launched();
    await driveProvision(allocationId);
    await release();
    const { fundsMicros } = await moneyOf(organization.id);
    const killedMs = await killInside('release', when, allocationId);
    await passAfter(killedMs, 8_000);
    expect(await now()).toEqual({ state: 'releasing', slots: 1, workspaces: when === 'after' ? 0 : 1 });
    await passAfter(killedMs, 16_000);
    expect(await now()).toEqual({ state: 'released', slots: 0, workspaces: 0 });
    expect(await moneyOf(organization.id)).toEqual({ fundsMicros, holdsMicros: 0n });
  },
);
