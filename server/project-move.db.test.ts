import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  adjustBalance,
  checkIdentity,
  ensurePriceBook,
  gateLaunch,
  runMeterTick,
  startMetering,
  stopMetering,
  takePriceSnapshot,
  type Attribution,
} from '@/server/platform/billing';
import { systemActor } from '@/server/platform/iam';
import { makeOrganization, makePerson, type TestOrganization } from '@/server/platform/iam/iam.testkit';
import { overrideClock } from '@/server/shared/clock';
import { database, inTransaction } from '@/server/shared/db';
import { env } from '@/server/shared/env';
import { newId, newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import { appRouter } from './root';

const MINUTE_MS = 60_000;
const SETTINGS = { windowMs: MINUTE_MS, holdMs: 10 * MINUTE_MS };
/** Leaves a remainder at nearly every cut. */
const RATE = 1_234_567n;

let startMs: number;
const at = (sinceMs: number) => overrideClock(() => new Date(startMs + sinceMs));
beforeEach(() => {
  startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  at(0);
});
afterEach(() => overrideClock(undefined));

interface Work {
  organization: TestOrganization;
  attribution: Attribution;
  /** Launched, and started unless told otherwise. */
  launch(options?: { isStarted?: boolean }): Promise<Id<'alc'>>;
  start(resourceId: Id<'alc'>): Promise<void>;
  stop(resourceId: Id<'alc'>, sinceMs: number): Promise<void>;
  /** Moves the project as an owner does, over the router. */
  move(): Promise<void>;
}

async function makeWork(): Promise<Work> {
  const { currency } = env().profile;
  const organization = await makeOrganization();
  const owner = await makePerson([{ role: 'owner', place: { kind: 'organization', organizationId: organization.id } }]);
  const attribution: Attribution = {
    organizationId: organization.id,
    departmentId: organization.defaultDepartmentId,
    projectId: organization.projectId,
    actorId: owner.actor.id,
    product: 'gpuaas',
  };
  const snapshot = await inTransaction(async (tx) => {
    const facts = { organizationId: organization.id, amountMicros: 10_000_000n, actor: systemActor('test') };
    await adjustBalance(tx, { ...facts, reason: 'Money for the test', idempotencyKey: newUuid() });
    await ensurePriceBook(tx, currency, [{ sku: 'moved', unit: 'gpu-second', microsPerHour: RATE }]);
    return takePriceSnapshot(tx, { sku: 'moved', unit: 'gpu-second', multiplier: 1, currency });
  });
  const start = (resourceId: Id<'alc'>) =>
    inTransaction((tx) => {
      const priced = { unit: 'gpu-second', priceSnapshotId: snapshot.id, source: 'clock' } as const;
      return startMetering(tx, { ...priced, resourceId, attribution, at: tx.now });
    });
  return {
    organization,
    attribution,
    start,
    async launch({ isStarted = true } = {}) {
      const resource = { id: newId('alc'), name: 'quiet-lab' };
      await inTransaction((tx) => gateLaunch(tx, { attribution, resource, estimateMicros: RATE / 6n }));
      if (isStarted) await start(resource.id);
      return resource.id;
    },
    stop: (resourceId, sinceMs) =>
      inTransaction((tx) => stopMetering(tx, { resourceId, at: new Date(startMs + sinceMs), source: 'clock' })),
    async move() {
      const caller = appRouter.createCaller(owner.context());
      const { id: organizationId, projectId, departmentId } = organization;
      await caller.iam.projects.move({ organizationId, projectId, departmentId });
    },
  };
}

/** What was charged to each department for a resource, and the time that was. */
async function chargedTo(work: Work, resourceId: Id<'alc'>) {
  const rows = await database().usageRecord.findMany({ where: { resourceId: uuidFromId(resourceId) } });
  const of = (departmentId: Id<'dep'>) => {
    const own = rows.filter((row) => row.departmentId === uuidFromId(departmentId));
    return {
      micros: own.reduce((sum, row) => sum + (row.chargeMicros ?? 0n), 0n),
      seconds: Number(own.reduce((sum, row) => sum + row.quantity, 0n)) / 1_000,
    };
  };
  return { before: of(work.organization.defaultDepartmentId), after: of(work.organization.departmentId) };
}

const costOf = (seconds: number) => (RATE * BigInt(seconds)) / 3_600n;

describe('a project that moves while work runs in it', () => {
  it('is charged to the old department up to that moment, to the new one after it, and to the micro in all', async () => {
    const work = await makeWork();
    const resourceId = await work.launch();
    at(MINUTE_MS);
    await runMeterTick(SETTINGS);
    at(90_000);
    await work.move();
    at(3 * MINUTE_MS);
    await runMeterTick(SETTINGS);
    at(217_000);
    await work.stop(resourceId, 217_000);
    const { before, after } = await chargedTo(work, resourceId);
    expect(before).toEqual({ micros: costOf(90), seconds: 90 });
    expect(after).toEqual({ micros: costOf(217) - costOf(90), seconds: 127 });
    expect(await checkIdentity(database(), work.organization.id)).toMatchObject({ unexplainedMicros: 0n });
  });

  it('takes what was set aside along, and the entries of each department add up', async () => {
    const work = await makeWork();
    const [running, starting] = [await work.launch(), await work.launch({ isStarted: false })];
    at(90_000);
    await work.move();
    await work.start(starting);
    at(2 * MINUTE_MS);
    await runMeterTick(SETTINGS);
    await work.stop(running, 2 * MINUTE_MS);
    await work.stop(starting, 2 * MINUTE_MS);
    expect(await chargedTo(work, starting)).toMatchObject({ before: { seconds: 0 }, after: { seconds: 30 } });
    const held = await database().$queryRaw`
      SELECT e.department_id FROM billing_ledger_entry e JOIN billing_ledger_account a ON a.id = e.ledger_account_id
      WHERE a.kind = 'holds' AND e.organization_id = ${uuidFromId(work.organization.id)}::uuid
      GROUP BY e.department_id HAVING sum(e.amount_micros) <> 0`;
    expect(held).toEqual([]);
    expect(await checkIdentity(database(), work.organization.id)).toMatchObject({ unexplainedMicros: 0n });
  });

  it('gets what lies after a stop before the move back in the department that paid for it', async () => {
    const work = await makeWork();
    const resourceId = await work.launch();
    at(90_000);
    await work.move();
    at(2 * MINUTE_MS);
    await runMeterTick(SETTINGS);
    await work.stop(resourceId, 40_000);
    const { before, after } = await chargedTo(work, resourceId);
    expect(before).toEqual({ micros: costOf(40), seconds: 40 });
    expect(after).toEqual({ micros: 0n, seconds: 0 });
    expect(await checkIdentity(database(), work.organization.id)).toMatchObject({ unexplainedMicros: 0n });
  });

  it('is not put into another department by a hand that forgets the project', async () => {
    const work = await makeWork();
    const resourceId = uuidFromId(await work.launch());
    const departmentId = uuidFromId(work.organization.departmentId);
    const forged = [
      database().meterCursor.updateMany({ where: { resourceId }, data: { departmentId } }),
      database().hold.updateMany({ where: { resourceId }, data: { departmentId } }),
    ];
    for (const attempt of forged) await expect(attempt).rejects.toThrow('billing_department_follows');
  });
});
