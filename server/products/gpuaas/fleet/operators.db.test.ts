import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePerson } from '@/server/platform/iam/iam.testkit';
import { database } from '@/server/shared/db';
import { newUuid } from '@/server/shared/ids';
import { stopJobQueue } from '@/server/shared/jobs';
import { fileDatabase } from '@/server/testkit';
import { driveProvision } from '../allocations/provision.service';
import { driveRelease } from '../allocations/release-drive.service';
import type { StandIn } from '../drivers/stand-in.testkit';
import { callAs, enrolStandIn, launchOf, makeTenant } from '../gpuaas.testkit';
import { reconcileDriver } from './reconcile.service';

let node: StandIn;
let operator: ReturnType<typeof callAs>;

beforeAll(async () => {
  node = await enrolStandIn(2);
  await reconcileDriver(node.driver);
  operator = callAs(await makePerson([{ role: 'platform_ops', place: { kind: 'platform' } }]));
});
afterAll(() => stopJobQueue(1_000));

async function running() {
  const { organization, person } = await makeTenant(1_000_000_000n);
  const call = callAs(person);
  const { allocationId } = await call.allocation.launch(launchOf(organization));
  await driveProvision(allocationId);
  const release = () => call.allocation.release({ allocationId, idempotencyKey: newUuid() });
  return { call, allocationId, release };
}

async function trailOf(targetId: string): Promise<string[]> {
  const rows = await database().auditEntry.findMany({ where: { targetId }, orderBy: { seq: 'asc' } });
  return rows.map(({ action, actorKind, result }) => `${actorKind} ${action} ${result}`);
}

/** No row of this action can be written meanwhile. */
async function withoutAudit(action: string, work: () => Promise<unknown>): Promise<void> {
  const superuser = new pg.Client({ connectionString: fileDatabase().superUrl });
  await superuser.connect();
  await superuser.query(`ALTER TABLE audit_entry ADD CONSTRAINT refused CHECK (action <> '${action}') NOT VALID`);
  try {
    await work();
  } finally {
    await superuser.query('ALTER TABLE audit_entry DROP CONSTRAINT refused');
    await superuser.end();
  }
}

async function theNode() {
  const [only] = await operator.fleet.nodes();
  if (!only) throw new Error('no node is enrolled');
  return only;
}

describe('an operator’s word', () => {
  it('to drain and to resume is recorded before the machine hears it, and holds until it does', async () => {
    const { id } = await theNode();
    const drain = () => operator.fleet.setDraining({ nodeId: id, isDraining: true });
    await withoutAudit('gpuaas.node.drained', () => expect(drain()).rejects.toThrow());
    expect({ state: (await theNode()).state, told: node.isDraining() }).toEqual({ state: 'active', told: false });
    node.faults.isSilent = true;
    await drain();
    expect((await trailOf(id)).at(-1)).toBe('user gpuaas.node.drained ok');
    expect({ state: (await theNode()).state, told: node.isDraining() }).toEqual({ state: 'drained', told: false });
    node.faults.isSilent = false;
    await reconcileDriver(node.driver);
    expect({ state: (await theNode()).state, told: node.isDraining() }).toEqual({ state: 'drained', told: true });

    await operator.fleet.setDraining({ nodeId: id, isDraining: false });
    expect((await trailOf(id)).at(-1)).toBe('user gpuaas.node.resumed ok');
    expect({ state: (await theNode()).state, told: node.isDraining() }).toEqual({ state: 'active', told: false });
  });

  it('over a release that hangs is audited and told to the screens', async () => {
    const { call, allocationId, release } = await running();
    await release();
    node.faults.isSilent = true;
    const before = await database().outboxEvent.count({ where: { type: 'gpuaas.allocation_changed' } });
    await operator.allocation.forceRelease({ allocationId, idempotencyKey: newUuid() });
    expect(await database().outboxEvent.count({ where: { type: 'gpuaas.allocation_changed' } })).toBe(before + 1);
    expect((await trailOf(allocationId)).at(-1)).toBe('user gpuaas.allocation.force_released ok');
    await driveRelease(allocationId);
    expect((await call.allocation.get({ allocationId })).state).toBe('released');
    node.faults.isSilent = false;
    const [kept] = (await theNode()).slots.filter(({ state }) => state === 'cleanup_blocked');
    if (!kept) throw new Error('the slot is not kept');
    await operator.fleet.recheckSlot({ slotId: kept.id });
    expect(await trailOf(kept.id)).toEqual(['user gpuaas.slot.rechecked ok']);
  });

  it('frees a slot only together with its audit row', async () => {
    const { allocationId, release } = await running();
    node.faults.blockers = ['A mount is still there.'];
    await release();
    await driveRelease(allocationId);
    node.faults.blockers = [];
    const [kept] = (await theNode()).slots.filter(({ state }) => state === 'cleanup_blocked');
    if (!kept) throw new Error('the slot is not kept');
    const recheck = () => operator.fleet.recheckSlot({ slotId: kept.id });
    const before = await trailOf(kept.id);
    await withoutAudit('gpuaas.slot.rechecked', () => expect(recheck()).rejects.toThrow());
    expect((await theNode()).slots.find(({ id }) => id === kept.id)?.state).toBe('cleanup_blocked');
    expect(await recheck()).toEqual({ isFree: true, blockers: [] });
    expect((await theNode()).slots.find(({ id }) => id === kept.id)?.state).toBe('free');
    expect(await trailOf(kept.id)).toEqual([...before, 'user gpuaas.slot.rechecked ok']);
    await driveRelease(allocationId);
  });
});
