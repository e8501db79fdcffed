import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runMeterTick } from '@/server/platform/billing';
import { overrideClock } from '@/server/shared/clock';
import { database } from '@/server/shared/db';
import { newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import { stopJobQueue } from '@/server/shared/jobs';
import { makePerson } from '@/server/platform/iam/iam.testkit';
import { driveProvision } from './allocations/provision.service';
import { driveRelease } from './allocations/release-drive.service';
import type { StandIn } from './drivers/stand-in.testkit';
import { reconcileDriver } from './fleet/reconcile.service';
import { followEvents } from './fleet/runtime-events.service';
import { callAs, enrolStandIn, launchOf, makeTenant, moneyOf } from './gpuaas.testkit';
import { sampleAll } from './metrics/sampler.service';

const PLENTY = 1_000_000_000n;
const PER_HOUR = 1_790_000n;
const HOUR_MS = 3_600_000;

let node: StandIn;
let nowMs: number;

beforeAll(async () => {
  node = await enrolStandIn(4);
});
afterEach(async () => {
  Object.assign(node.faults, {
    isSilent: false,
    losesAnswers: false,
    refusal: undefined,
    meanwhile: undefined,
    blockers: [],
  });
  // The next test starts with a node on which nothing is left.
  node.workspaces.clear();
  for (let pass = 0; pass < 3; pass++) await reconcileDriver(node.driver);
  expect(await database().slot.count({ where: { state: 'claimed' } })).toBe(0);
  overrideClock(undefined);
});
afterAll(() => stopJobQueue(1_000));

/** A tenant with a recorded launch, under a clock that only the test moves. */
async function launched(skuCode = 'sim-nvidia-a100-80gb-x1') {
  const { organization, person } = await makeTenant(PLENTY);
  nowMs = Date.now();
  overrideClock(() => new Date(nowMs));
  const call = callAs(person);
  const { allocationId } = await call.allocation.launch(launchOf(organization, { skuCode }));
  const state = async () => (await call.allocation.get({ allocationId })).state;
  const release = () => call.allocation.release({ allocationId, idempotencyKey: newUuid() });
  return { organization, person, call, allocationId, state, release, workspaceId: `${allocationId}-1` };
}

const pass = () => reconcileDriver(node.driver);

describe('a portal that dies', () => {
  it('between request and job leaves nothing waiting for ever', async () => {
    const { state } = await launched();
    await pass();
    expect(await state(), 'a job of its own is still expected').toBe('requested');
    nowMs += 5_000;
    await pass();
    expect(await state()).toBe('active');
  });

  it('after the node started the workspace adopts it, billed from the moment the node said', async () => {
    const { organization, allocationId, state, workspaceId, release } = await launched();
    node.faults.losesAnswers = true;
    await expect(driveProvision(allocationId)).rejects.toMatchObject({ code: 'gpuaas.node_unavailable' });
    expect(await state()).toBe('provisioning');
    const startedMs = nowMs;
    node.faults.losesAnswers = false;
    nowMs += HOUR_MS / 2;
    await pass();
    expect(await state()).toBe('active');
    expect(node.workspaces.size).toBe(1);
    nowMs = startedMs + HOUR_MS;
    await release();
    await driveRelease(allocationId);
    expect(await state()).toBe('released');
    expect(await moneyOf(organization.id)).toEqual({ fundsMicros: PLENTY - PER_HOUR, holdsMicros: 0n });
    expect(node.workspaces.has(workspaceId)).toBe(false);
  });

  it('while a workspace is being ended finishes the release, billed up to its acceptance', async () => {
    const { organization, allocationId, state, release } = await launched();
    await driveProvision(allocationId);
    nowMs += HOUR_MS;
    await release();
    node.faults.losesAnswers = true;
    await expect(driveRelease(allocationId)).rejects.toMatchObject({ code: 'gpuaas.node_unavailable' });
    node.faults.losesAnswers = false;
    nowMs += HOUR_MS;
    await pass();
    expect(await state()).toBe('released');
    expect(await moneyOf(organization.id)).toEqual({ fundsMicros: PLENTY - PER_HOUR, holdsMicros: 0n });
  });

  it('is not outrun by a second worker: one lease, one workspace, one meter', async () => {
    const { allocationId, state } = await launched();
    await Promise.all([driveProvision(allocationId), driveProvision(allocationId), pass(), pass()]);
    expect(await state()).toBe('active');
    expect(node.workspaces.size).toBe(1);
    expect(await database().meterEvent.count({ where: { resourceId: uuidFromId(allocationId) } })).toBe(1);
  });
});

describe('a release that comes while the workspace is being started', () => {
  it('wins: nothing is billed, what was just started is ended, and the slot returns', async () => {
    const { organization, allocationId, state, release } = await launched();
    node.faults.meanwhile = release;
    await driveProvision(allocationId);
    expect(await state()).toBe('released');
    expect(node.workspaces.size).toBe(0);
    expect(await heldSlots(allocationId)).toBe(0);
    expect(await moneyOf(organization.id)).toEqual({ fundsMicros: PLENTY, holdsMicros: 0n });
  });
});

describe('a workspace that ends by itself', () => {
  it('fails the allocation with its reason, bills up to its end, and returns the slots', async () => {
    const { organization, call, allocationId, workspaceId } = await launched();
    await driveProvision(allocationId);
    nowMs += HOUR_MS / 2;
    node.exit(workspaceId, 'out_of_memory');
    nowMs += HOUR_MS;
    await runMeterTick({ windowMs: 60_000, holdMs: HOUR_MS });
    await followEvents(node.driver, AbortSignal.timeout(5_000));
    const failed = await call.allocation.get({ allocationId });
    expect(failed).toMatchObject({ state: 'failed', reasonCode: 'out_of_memory', surfaces: [] });
    expect(failed.actions.retry).toContain('Launch a new one');
    expect(await moneyOf(organization.id)).toEqual({ fundsMicros: PLENTY - PER_HOUR / 2n, holdsMicros: 0n });
    expect(await heldSlots(allocationId)).toBe(0);
  });

  it('is lost with its node’s memory: billed up to the last moment it was seen alive', async () => {
    const { organization, call, allocationId, workspaceId } = await launched();
    await driveProvision(allocationId);
    nowMs += HOUR_MS;
    await sampleAll();
    nowMs += HOUR_MS;
    node.forget(workspaceId);
    await pass();
    expect(await call.allocation.get({ allocationId })).toMatchObject({
      state: 'failed',
      reasonCode: 'workspace_lost',
    });
    expect(await moneyOf(organization.id)).toEqual({ fundsMicros: PLENTY - PER_HOUR, holdsMicros: 0n });
  });
});

describe('time that nobody saw', () => {
  /** A workspace that was last measured after an hour; its node tells of nothing more, and another hour goes by. */
  async function seenForAnHour() {
    const work = await launched();
    await driveProvision(work.allocationId);
    nowMs += HOUR_MS;
    await sampleAll();
    nowMs += HOUR_MS;
    return work;
  }

  it.each(['pass', 'event'])(
    'is not billed when a machine finds a workspace dead at its return, by %s',
    async (way) => {
      const { organization, call, allocationId, workspaceId } = await seenForAnHour();
      node.exit(workspaceId, 'workspace_lost');
      await (way === 'pass' ? pass() : followEvents(node.driver, AbortSignal.timeout(5_000)));
      const ended = { state: 'failed', reasonCode: 'workspace_lost', endedAt: new Date(nowMs - HOUR_MS) };
      expect(await call.allocation.get({ allocationId })).toMatchObject(ended);
      expect(await moneyOf(organization.id)).toEqual({ fundsMicros: PLENTY - PER_HOUR, holdsMicros: 0n });
    },
  );

  it('is not billed when a workspace is released on a machine that does not answer', async () => {
    const { organization, state, release } = await seenForAnHour();
    node.faults.isSilent = true;
    await pass();
    await release();
    expect(await state()).toBe('releasing');
    expect(await moneyOf(organization.id)).toEqual({ fundsMicros: PLENTY - PER_HOUR, holdsMicros: 0n });
  });

  it.each(['pass', 'event'])(
    'is billed when the machine signed for it: stopped hours after its portal, by %s',
    async (way) => {
      const { organization, call, allocationId, workspaceId } = await seenForAnHour();
      await node.driver.release(workspaceId, { graceMs: 0 });
      nowMs += HOUR_MS;
      await (way === 'pass' ? pass() : followEvents(node.driver, AbortSignal.timeout(5_000)));
      const ended = { state: 'failed', reasonCode: 'machine_stopped', endedAt: new Date(nowMs - HOUR_MS) };
      expect(await call.allocation.get({ allocationId })).toMatchObject(ended);
      expect(await moneyOf(organization.id)).toEqual({ fundsMicros: PLENTY - 2n * PER_HOUR, holdsMicros: 0n });
    },
  );
});

describe('a node', () => {
  it('that refuses fails the launch with its sentence and the hold back; a retry runs on a new hold', async () => {
    const { organization, call, allocationId, state } = await launched();
    node.faults.refusal = { reasonCode: 'provision_failed', message: 'The disk could not be made.' };
    await driveProvision(allocationId);
    const failed = await call.allocation.get({ allocationId });
    expect(failed).toMatchObject({ state: 'failed', reasonCode: 'provision_failed', actions: { retry: null } });
    expect(failed.reasonText).toContain('The disk could not be made.');
    expect(await moneyOf(organization.id)).toEqual({ fundsMicros: PLENTY, holdsMicros: 0n });
    expect(await heldSlots(allocationId)).toBe(0);

    node.faults.refusal = undefined;
    await call.allocation.retry({ allocationId, idempotencyKey: newUuid() });
    expect(await moneyOf(organization.id)).toEqual({ fundsMicros: PLENTY - PER_HOUR, holdsMicros: PER_HOUR });
    await driveProvision(allocationId);
    expect(await state()).toBe('active');
    expect([...node.workspaces.keys()]).toEqual([`${allocationId}-2`]);
  });

  it('that is silent for too long fails the launch, takes no more, and is asked again when it is back', async () => {
    const { organization, call, allocationId, state } = await launched();
    node.faults.isSilent = true;
    await expect(driveProvision(allocationId)).rejects.toMatchObject({ code: 'gpuaas.node_unavailable' });
    await pass();
    const { offers } = await call.catalog.list();
    expect(offers.find(({ code }) => code === 'cpu-small')?.reason?.code).toBe('blocked_by_readiness');
    nowMs += 61_000;
    await driveProvision(allocationId);
    expect(await call.allocation.get({ allocationId })).toMatchObject({
      state: 'failed',
      reasonCode: 'node_unavailable',
    });
    expect(await moneyOf(organization.id)).toEqual({ fundsMicros: PLENTY, holdsMicros: 0n });
    expect(await heldSlots(allocationId), 'nothing is proven while it is silent').toBe(1);
    node.faults.isSilent = false;
    await pass();
    expect(await heldSlots(allocationId)).toBe(0);
    expect(await state()).toBe('failed');
  });

  it('that keeps something after a release keeps the slot until an operator’s check proves it clean', async () => {
    const { organization, call, allocationId, release } = await launched();
    await driveProvision(allocationId);
    node.faults.blockers = ['A mount is still there.'];
    await release();
    await driveRelease(allocationId);
    const failed = await call.allocation.get({ allocationId });
    expect(failed).toMatchObject({ state: 'release_failed', reasonCode: 'cleanup_blocked' });
    expect((await moneyOf(organization.id)).holdsMicros).toBe(0n);

    const operator = callAs(await makePerson([{ role: 'platform_ops', place: { kind: 'platform' } }]));
    const blocked = (await operator.fleet.nodes()).flatMap(({ slots }) => slots.filter((slot) => slot.blockedReason));
    expect(blocked).toMatchObject([{ blockedReason: 'A mount is still there.', holder: { allocationId } }]);
    const [slot] = blocked;
    if (!slot) throw new Error('no slot is blocked');
    expect(await operator.fleet.recheckSlot({ slotId: slot.id })).toMatchObject({ isFree: false });
    node.faults.blockers = [];
    expect(await operator.fleet.recheckSlot({ slotId: slot.id })).toMatchObject({ isFree: true });
    await driveRelease(allocationId);
    expect((await call.allocation.get({ allocationId })).state).toBe('released');
  });

  it('that runs what nobody wants is told to end it', async () => {
    const { allocationId, release, workspaceId } = await launched();
    await driveProvision(allocationId);
    await release();
    await driveRelease(allocationId);
    await node.driver.provision({ ...specOf(workspaceId) });
    await pass();
    expect(node.workspaces.size).toBe(0);
    const rows = await database().auditEntry.findMany({ where: { targetId: workspaceId } });
    expect(rows.map(({ action }) => action)).toEqual(['gpuaas.workspace.orphan_ended']);
  });
});

describe('money that ends', () => {
  it('releases the workspace with the reason on screen, and never below nothing', async () => {
    const { organization, person } = await makeTenant(PER_HOUR + 1n);
    nowMs = Date.now();
    overrideClock(() => new Date(nowMs));
    const call = callAs(person);
    const { allocationId } = await call.allocation.launch(launchOf(organization));
    await driveProvision(allocationId);
    nowMs += HOUR_MS + 120_000;
    await runMeterTick({ windowMs: 60_000, holdMs: HOUR_MS });
    const stopped = await call.allocation.get({ allocationId });
    expect(stopped).toMatchObject({ state: 'releasing', reasonCode: 'balance_depleted' });
    expect(stopped.sentence).toContain('balance ran out');
    await driveRelease(allocationId);
    const { fundsMicros, holdsMicros } = await moneyOf(organization.id);
    expect({ isOverdrawn: fundsMicros < 0n, holdsMicros }).toEqual({ isOverdrawn: false, holdsMicros: 0n });
  });
});

function specOf(workspaceId: string) {
  return { workspaceId, name: 'orphan', gpuUuids: [], cpuMillis: 1_000, memoryMib: 1_024, diskMib: 1_024 };
}

function heldSlots(allocationId: Id<'alc'>): Promise<number> {
  return database().slot.count({ where: { allocationId: uuidFromId(allocationId) } });
}
