import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makePerson } from '@/server/platform/iam/iam.testkit';
import { terminalErrors, type TerminalTarget } from '@/server/platform/runtime';
import { overrideClock } from '@/server/shared/clock';
import { database } from '@/server/shared/db';
import { newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import { stopJobQueue } from '@/server/shared/jobs';
import { driveProvision } from '../allocations/provision.service';
import { driveRelease } from '../allocations/release-drive.service';
import { registerDriver } from '../drivers/drivers';
import { refuseElsewhere } from '../drivers/elsewhere';
import { createStandIn, type StandIn } from '../drivers/stand-in.testkit';
import { callAs, launchOf, makeTenant, moneyOf } from '../gpuaas.testkit';
import { sampleAll } from '../metrics/sampler.service';
import { sweepNodes } from './absence.service';
import { reconcileDriver } from './reconcile.service';
import { followEvents } from './runtime-events.service';

const PLENTY = 1_000_000_000n;
/** Two A100 for an hour. */
const PER_HOUR = 2n * 1_790_000n;
const HOUR_MS = 3_600_000;

// Two portals share this database. Each reaches the runtime of its own data folder, on a host of the same name.
const portals = [0, 1].map((n) => createStandIn({ name: `portal-${n}`, host: 'box', gpuCount: 2 }));
const specsOf = (portal: StandIn) => [...portal.workspaces.keys()];
let nowMs = Date.now();

/** What follows happens in the process of this portal. */
function inside(portal: StandIn): void {
  registerDriver(portal.driver);
}

/** A pass of a portal's worker, as its loop makes it. */
async function pass(portal: StandIn): Promise<void> {
  inside(portal);
  await reconcileDriver(portal.driver);
  await sweepNodes();
  await followEvents(portal.driver, AbortSignal.timeout(5_000));
}

async function passes(of: readonly StandIn[] = portals): Promise<void> {
  for (let n = 0; n < 2; n++) for (const portal of of) await pass(portal);
}

beforeAll(async () => {
  overrideClock(() => new Date(nowMs));
  await passes();
});
beforeEach(async () => {
  for (const portal of portals) portal.faults.isSilent = false;
  await passes();
});
afterAll(async () => {
  overrideClock(undefined);
  await stopJobQueue(1_000);
});

/** A launch that takes a whole node, not yet started. `home`: the portal that reaches the node, and the other one. */
async function launched() {
  const { organization, person } = await makeTenant(PLENTY);
  const call = callAs(person);
  const skuCode = 'sim-nvidia-a100-80gb-x2';
  const { allocationId } = await call.allocation.launch(launchOf(organization, { skuCode }));
  const [slot] = await database().slot.findMany({ where: { allocationId: uuidFromId(allocationId) } });
  const home = portals.find((portal) => portal.gpuUuids().includes(slot?.gpuUuid ?? ''));
  const other = portals.find((portal) => portal !== home);
  if (!home || !other) throw new Error('the slots belong to no portal');
  const get = () => call.allocation.get({ allocationId });
  const release = () => call.allocation.release({ allocationId, idempotencyKey: newUuid() });
  const start = async () => {
    inside(home);
    await driveProvision(allocationId);
  };
  return { organization, allocationId, home, other, get, release, start };
}

const heldSlots = (id: Id<'alc'>) => database().slot.count({ where: { allocationId: uuidFromId(id) } });

describe('two portals on one database', () => {
  it('are two nodes on a host of one name, told apart by their names, and sell what both have', async () => {
    const operator = callAs(await makePerson([{ role: 'platform_ops', place: { kind: 'platform' } }]));
    const nodes = await operator.fleet.nodes();
    expect(nodes.map(({ name, state }) => [name, state])).toEqual([
      ['box', 'active'],
      [expect.stringMatching(/^box-\w+$/), 'active'],
    ]);
    expect(new Set(nodes.flatMap(({ slots }) => slots.flatMap(({ gpuUuid }) => gpuUuid ?? []))).size).toBe(4);
    const { offers } = await operator.catalog.list();
    expect(offers.find(({ code }) => code === 'sim-nvidia-a100-80gb-x2')?.free).toBe(2);
  });

  it('leave each other’s work alone: nothing is ended, failed, measured or freed by a portal that does not reach it', async () => {
    const works = [await launched(), await launched()];
    for (const { allocationId, other, get, start } of works) {
      inside(other);
      await expect(driveProvision(allocationId)).rejects.toMatchObject({ code: 'gpuaas.node_elsewhere' });
      expect((await get()).state).toBe('requested');
      await start();
    }
    nowMs += 10_000;
    await passes();
    for (const { allocationId, home, get } of works) {
      expect((await get()).state).toBe('active');
      expect(specsOf(home)).toEqual([`${allocationId}-1`]);
    }
    for (const { allocationId, home } of works) {
      nowMs += 1_000;
      inside(home);
      await sampleAll();
      const measured = await database().metricSample.findMany({ where: { at: new Date(nowMs) } });
      expect(measured.map((sample) => sample.allocationId)).toEqual([uuidFromId(allocationId)]);
    }
    for (const { organization, allocationId, home, other, get, release } of works) {
      await release();
      inside(other);
      await expect(driveRelease(allocationId)).rejects.toMatchObject({ code: 'gpuaas.node_elsewhere' });
      await pass(other);
      expect({ state: (await get()).state, held: await heldSlots(allocationId) }).toEqual({
        state: 'releasing',
        held: 2,
      });
      inside(home);
      await driveRelease(allocationId);
      expect({ state: (await get()).state, held: await heldSlots(allocationId) }).toEqual({
        state: 'released',
        held: 0,
      });
      expect(specsOf(home)).toEqual([]);
      expect((await moneyOf(organization.id)).holdsMicros).toBe(0n);
    }
  });

  it('tell a person whose terminal is on the other one’s machine so, and not that it has ended', async () => {
    const { allocationId, home, other, start, release } = await launched();
    await start();
    const surface = await database().surface.findFirstOrThrow({ where: { resourceId: uuidFromId(allocationId) } });
    const target = surface.target as unknown as TerminalTarget;
    const ended = async () => {
      throw terminalErrors.workspace_ended();
    };
    const unknowing = { listShells: ended, openShell: ended, attachShell: ended, closeShell: async () => undefined };
    const terminals = refuseElsewhere(unknowing);
    inside(other);
    await expect(terminals.listShells(target)).rejects.toMatchObject({ code: 'runtime.engine_elsewhere' });
    await expect(terminals.closeShell(target, 'main')).rejects.toMatchObject({ code: 'runtime.engine_elsewhere' });
    inside(home);
    await expect(terminals.listShells(target)).rejects.toMatchObject({ code: 'runtime.workspace_ended' });
    await terminals.closeShell(target, 'main');
    await release();
    await pass(home);
  });

  it('survive a new host name: the same runtime is the same node', async () => {
    const work = await launched();
    await work.start();
    work.home.host = 'renamed';
    await passes();
    expect((await work.get()).nodeName).toBe('renamed');
    expect(await database().node.count()).toBe(2);
    await work.release();
    await pass(work.home);
    expect(await heldSlots(work.allocationId)).toBe(0);
    work.home.host = 'box';
  });
});

describe('a node that nobody reaches any more', () => {
  it('is noticed by the other portal: not sold, its launches given up, its workspaces billed to their last sign of life', async () => {
    const works = [await launched(), await launched()];
    const [gone, kept] = works;
    if (!gone || !kept) throw new Error('two were launched');
    await gone.start();
    await kept.start();
    nowMs += HOUR_MS;
    inside(gone.home);
    await sampleAll();
    gone.home.faults.isSilent = true;

    nowMs += 25_000;
    await pass(kept.home);
    const operator = callAs(await makePerson([{ role: 'platform_ops', place: { kind: 'platform' } }]));
    const states = async () => (await operator.fleet.nodes()).map(({ state }) => state).sort();
    expect(await states()).toEqual(['active', 'unavailable']);
    expect((await gone.get()).state, 'a portal that is only being upgraded comes back').toBe('active');
    await kept.release();
    await pass(kept.home);
    const { offers } = await operator.catalog.list();
    expect(offers.find(({ code }) => code === 'sim-nvidia-a100-80gb-x2')?.free).toBe(1);

    nowMs += 31 * 60_000;
    await pass(kept.home);
    expect(await gone.get()).toMatchObject({ state: 'failed', reasonCode: 'node_lost' });
    expect(await moneyOf(gone.organization.id)).toEqual({ fundsMicros: PLENTY - PER_HOUR, holdsMicros: 0n });
    expect(await heldSlots(gone.allocationId), 'nothing is proven while it is silent').toBe(2);

    gone.home.faults.isSilent = false;
    await passes();
    expect(await states()).toEqual(['active', 'active']);
    expect({ left: specsOf(gone.home), held: await heldSlots(gone.allocationId) }).toEqual({ left: [], held: 0 });
  });

  it('gives the hold of a launch back, ends a forced release with its slots kept, and is out of service after a day', async () => {
    const started = await launched();
    await started.start();
    const waiting = await launched();
    for (const portal of portals) portal.faults.isSilent = true;
    const watcher = createStandIn({ name: 'watcher', gpuCount: 0 });
    nowMs += 61_000;
    await pass(watcher);
    await pass(watcher);
    expect(await waiting.get()).toMatchObject({ state: 'failed', reasonCode: 'node_unavailable' });
    expect(await moneyOf(waiting.organization.id)).toEqual({ fundsMicros: PLENTY, holdsMicros: 0n });

    const operator = callAs(await makePerson([{ role: 'platform_ops', place: { kind: 'platform' } }]));
    await operator.allocation.forceRelease({ allocationId: started.allocationId, idempotencyKey: newUuid() });
    await pass(watcher);
    expect((await started.get()).state).toBe('released');
    expect(await database().slot.count({ where: { state: 'cleanup_blocked' } })).toBe(2);
    expect(await moneyOf(started.organization.id), 'it was never seen alive').toEqual({
      fundsMicros: PLENTY,
      holdsMicros: 0n,
    });

    nowMs += 25 * HOUR_MS;
    await pass(watcher);
    expect((await operator.fleet.nodes()).map(({ name }) => name)).toEqual(['watcher']);
    for (const portal of portals) portal.faults.isSilent = false;
    await passes();
    expect(await database().slot.count({ where: { state: { not: 'free' } } })).toBe(0);
    expect(await database().node.count({ where: { state: 'active' } })).toBe(3);
  });
});

describe('two runtimes that see the same devices', () => {
  it('sell each device once: through the first, through the second when the first is away and has it free', async () => {
    const [first, second] = ['first', 'second'].map((name) => createStandIn({ name, machine: 'shared', gpuCount: 1 }));
    if (!first || !second) throw new Error('two were made');
    for (const portal of portals) portal.faults.isSilent = true;
    nowMs += 61_000;
    await passes([first, second]);
    const { organization, person } = await makeTenant(PLENTY);
    const call = callAs(person);
    const freeOnes = async () => (await call.catalog.list()).offers.find(({ gpuCount }) => gpuCount === 1)?.free;
    expect(await freeOnes()).toBe(1);
    first.faults.isSilent = true;
    nowMs += 1_000;
    await pass(first);
    await pass(second);
    const { allocationId } = await call.allocation.launch(launchOf(organization));
    await driveProvision(allocationId);
    expect(specsOf(second)).toEqual([`${allocationId}-1`]);
    first.faults.isSilent = false;
    await passes([first, second]);
    expect(await freeOnes()).toBe(0);
    await expect(call.allocation.launch(launchOf(organization))).rejects.toThrow('gpuaas.no_capacity');
    await call.allocation.release({ allocationId, idempotencyKey: newUuid() });
    await passes([first, second]);
    expect(await freeOnes()).toBe(1);
  });
});
