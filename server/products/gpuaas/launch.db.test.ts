import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, inTransaction } from '@/server/shared/db';
import { isAppError } from '@/server/shared/errors';
import { idFromUuid, newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import { stopJobQueue } from '@/server/shared/jobs';
import { asAppError } from '@/server/shared/trpc';
import { moveUnfinished } from './allocations/allocation.repository';
import { driveProvision } from './allocations/provision.service';
import { driveRelease } from './allocations/release-drive.service';
import type { StandIn } from './drivers/stand-in.testkit';
import { callAs, enrolStandIn, launchOf, makeTenant, memberOf, moneyOf } from './gpuaas.testkit';

const PLENTY = 1_000_000_000n;
/** One A100 for the hour that a hold covers. */
const HOUR = 1_790_000n;

let node: StandIn;

beforeAll(async () => {
  node = await enrolStandIn(4);
});
afterEach(async () => {
  // What a test left on the node would be missing in the next.
  for (const row of await database().allocation.findMany({ where: { state: { notIn: ['released', 'failed'] } } })) {
    await database().allocation.updateMany({ where: { id: row.id }, data: { leaseUntil: null } });
  }
  await database().slot.updateMany({
    data: { state: 'free', allocationId: null, workspaceId: null, claimedAt: null, blockedReason: null },
  });
});
afterAll(() => stopJobQueue(1_000));

describe('launch', () => {
  it('takes price, hold, slots, timeline, audit row and job in one go, and runs', async () => {
    const { organization, person } = await makeTenant(PLENTY);
    const call = callAs(person);
    const { allocationId } = await call.allocation.launch(
      launchOf(organization, { skuCode: 'sim-nvidia-a100-80gb-x2' }),
    );
    expect(await moneyOf(organization.id)).toEqual({ fundsMicros: PLENTY - 2n * HOUR, holdsMicros: 2n * HOUR });
    expect(await call.allocation.get({ allocationId })).toMatchObject({ state: 'requested', isSimulated: true });

    await driveProvision(allocationId);
    const active = await call.allocation.get({ allocationId });
    expect(active).toMatchObject({ state: 'active', actions: { release: null }, surfaces: [{ kind: 'terminal' }] });
    expect(active.timeline.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'requested done',
      'provisioning done',
      'sandbox done',
      'active running',
    ]);
    expect(node.specs.get(`${allocationId}-1`)?.gpuUuids).toEqual(['SIM-stand-in-0', 'SIM-stand-in-1']);

    await call.allocation.release({ allocationId, idempotencyKey: newUuid() });
    await driveRelease(allocationId);
    expect((await call.allocation.get({ allocationId })).state).toBe('released');
    expect(await freeGpus()).toBe(4);
    expect(await actionsOf(allocationId)).toEqual([
      'gpuaas.allocation.launched',
      'gpuaas.allocation.activated',
      'gpuaas.allocation.release_accepted',
      'gpuaas.allocation.released',
    ]);
    const { holdsMicros } = await moneyOf(organization.id);
    expect(holdsMicros).toBe(0n);
  });

  it('names each field that is wrong, and records nothing', async () => {
    const { organization, person } = await makeTenant(PLENTY);
    const wrong = { diskMib: [-1, 0, 1.5, 1e12, Number.NaN, undefined], name: ['', 'UPPER', '-x', 'a'.repeat(64)] };
    for (const [field, values] of Object.entries(wrong)) {
      for (const value of values) {
        const failure = await failureOf(callAs(person).allocation.launch(launchOf(organization, { [field]: value })));
        expect(failure.kind, `${field} ${value}`).toBe('invalid_input');
        expect(Object.keys(failure.details ?? {}), `${field} ${value}`).toEqual([field]);
      }
    }
    const unknown = await failureOf(callAs(person).allocation.launch(launchOf(organization, { skuCode: 'gone' })));
    expect(unknown).toMatchObject({ code: 'gpuaas.sku_unknown', details: { skuCode: expect.any(String) } });
    const tooLarge = await failureOf(callAs(person).allocation.launch(launchOf(organization, { diskMib: 1_000_000 })));
    expect(tooLarge).toMatchObject({ code: 'gpuaas.disk_too_large', details: { diskMib: expect.any(String) } });
    expect(await countOf(organization.projectId)).toBe(0);
  });

  it('gives a double click the same allocation, and another body under the same key a conflict', async () => {
    const { organization, person } = await makeTenant(PLENTY);
    const input = launchOf(organization);
    const [first, second] = await Promise.all([
      callAs(person).allocation.launch(input),
      callAs(person).allocation.launch(input),
    ]);
    expect(second).toEqual(first);
    expect(await countOf(organization.projectId)).toBe(1);
    const other = await failureOf(callAs(person).allocation.launch({ ...input, name: 'other' }));
    expect(other.code).toBe('shared.idempotency_conflict');
  });

  it('lets one of two have the last slots, and tells the other why', async () => {
    const { organization, person } = await makeTenant(PLENTY);
    const four = () => launchOf(organization, { skuCode: 'sim-nvidia-a100-80gb-x4' });
    const people = [person, await memberOf(organization), await memberOf(organization)];
    const outcomes = await Promise.allSettled(people.map((one) => callAs(one).allocation.launch(four())));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        expect(asAppError(outcome.reason)).toMatchObject({
          code: 'gpuaas.no_capacity',
          details: { reason: 'no_capacity_in_region' },
        });
    }
    expect(await moneyOf(organization.id)).toEqual({ fundsMicros: PLENTY - 4n * HOUR, holdsMicros: 4n * HOUR });
  });

  it('lets one of two have the last money, and tells the other why', async () => {
    const { organization, person } = await makeTenant(HOUR + 1n);
    const people = [person, await memberOf(organization)];
    const outcomes = await Promise.allSettled(
      people.map((one) => callAs(one).allocation.launch(launchOf(organization))),
    );
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [asAppError(outcome.reason)] : []));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({
      code: 'gpuaas.launch_refused',
      details: { reason: 'billing.insufficient_funds' },
    });
    expect(refused[0]?.publicMessage).toContain('EUR');
    expect(await moneyOf(organization.id)).toEqual({ fundsMicros: 1n, holdsMicros: HOUR });
    expect(await freeGpus()).toBe(3);
  });

  it('that is tried again is paid by the department that the project belongs to by then', async () => {
    const { organization, person } = await makeTenant(PLENTY);
    const call = callAs(person);
    const { allocationId } = await call.allocation.launch(launchOf(organization));
    node.faults.refusal = { reasonCode: 'provision_failed', message: 'The disk could not be made.' };
    await driveProvision(allocationId);
    node.faults.refusal = undefined;
    const departmentId = await moveToNewDepartment(organization);
    await call.allocation.retry({ allocationId, idempotencyKey: newUuid() });
    const resourceId = uuidFromId(allocationId);
    await driveProvision(allocationId);
    const meter = await database().meterCursor.findFirstOrThrow({ where: { resourceId } });
    expect(meter.departmentId).toBe(departmentId);
    await call.allocation.release({ allocationId, idempotencyKey: newUuid() });
    await driveRelease(allocationId);
  });

  it('is listed under the department that its project moves to, and what has ended where it was charged', async () => {
    const { organization, person } = await makeTenant(PLENTY);
    const call = callAs(person);
    const start = () => call.allocation.launch(launchOf(organization));
    const [ended, running] = [await start(), await start()];
    for (const { allocationId } of [ended, running]) await driveProvision(allocationId);
    await call.allocation.release({ allocationId: ended.allocationId, idempotencyKey: newUuid() });
    await driveRelease(ended.allocationId);
    const departmentId = await moveToNewDepartment(organization);
    const moved = { projectId: organization.projectId, departmentId: idFromUuid('dep', departmentId) };
    await inTransaction((tx) => moveUnfinished(tx, moved));
    const departmentOf = async ({ allocationId }: { allocationId: Id<'alc'> }) =>
      (await database().allocation.findUniqueOrThrow({ where: { id: uuidFromId(allocationId) } })).departmentId;
    expect(await departmentOf(running)).toBe(departmentId);
    expect(await departmentOf(ended)).toBe(uuidFromId(organization.defaultDepartmentId));
    await call.allocation.release({ allocationId: running.allocationId, idempotencyKey: newUuid() });
    await driveRelease(running.allocationId);
  });

  it('is refused alike to whoever has no right, and for a project that does not exist', async () => {
    const { organization } = await makeTenant(PLENTY);
    const stranger = (await makeTenant(0n)).person;
    const viewer = await memberOf(organization, 'project_viewer');
    for (const person of [stranger, viewer]) {
      const failure = await failureOf(callAs(person).allocation.launch(launchOf(organization)));
      expect(failure.code).toBe('shared.not_found');
    }
  });
});

describe('a terminal', () => {
  it('is offered to whom the gateway lets in, and to others with the reason', async () => {
    const { organization, person } = await makeTenant(PLENTY);
    const { allocationId } = await callAs(person).allocation.launch(launchOf(organization));
    const of = async (who: typeof person) => (await callAs(who).allocation.get({ allocationId })).actions.terminal;
    expect(await of(person)).toBe('It opens as soon as the workspace runs.');
    await driveProvision(allocationId);
    expect(await of(person)).toBeNull();
    expect(await of(await memberOf(organization, 'project_admin'))).toBeNull();
    for (const role of ['project_member', 'project_viewer'])
      expect(await of(await memberOf(organization, role)), role).toContain('Only its owner');
    await callAs(person).allocation.release({ allocationId, idempotencyKey: newUuid() });
    expect(await of(person)).toBe('The workspace does not run any more.');
    await driveRelease(allocationId);
  });
});

describe('release', () => {
  it('is the owner’s and the project admin’s, not any member’s', async () => {
    const { organization, person } = await makeTenant(PLENTY);
    const { allocationId } = await callAs(person).allocation.launch(launchOf(organization));
    const change = () => ({ allocationId, idempotencyKey: newUuid() });
    const member = await failureOf(callAs(await memberOf(organization)).allocation.release(change()));
    expect(member.code).toBe('gpuaas.not_yours');
    const admin = callAs(await memberOf(organization, 'project_admin'));
    expect(await admin.allocation.release(change())).toEqual({ state: 'releasing' });
    expect((await failureOf(admin.allocation.release(change()))).code).toBe('gpuaas.not_releasable');
    expect(await moneyOf(organization.id)).toEqual({ fundsMicros: PLENTY, holdsMicros: 0n });
  });
});

async function failureOf(call: Promise<unknown>) {
  const failure: unknown = await call.then(
    () => new Error('it went through'),
    (error: unknown) => asAppError(error),
  );
  if (!isAppError(failure)) throw failure;
  return failure;
}

/** Gives the uuid of the department in which the organization's project is from now on. */
async function moveToNewDepartment({ id, projectId }: { id: Id<'org'>; projectId: Id<'prj'> }): Promise<string> {
  const departmentId = newUuid();
  await database().department.create({
    data: { id: departmentId, organizationId: uuidFromId(id), slug: 'other', name: 'Other', createdAt: new Date() },
  });
  await database().project.update({ where: { id: uuidFromId(projectId) }, data: { departmentId } });
  return departmentId;
}

function countOf(projectId: Id<'prj'>): Promise<number> {
  return database().allocation.count({ where: { projectId: uuidFromId(projectId) } });
}

function freeGpus(): Promise<number> {
  return database().slot.count({ where: { kind: 'gpu', state: 'free' } });
}

async function actionsOf(allocationId: Id<'alc'>): Promise<string[]> {
  const rows = await database().auditEntry.findMany({ where: { targetId: allocationId }, orderBy: { seq: 'asc' } });
  return rows.map((row) => row.action);
}
