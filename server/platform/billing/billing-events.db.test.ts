import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DepartmentScope } from '@/server/platform/iam';
import { overrideClock } from '@/server/shared/clock';
import { database, inTransaction } from '@/server/shared/db';
import { idFromUuid, newId } from '@/server/shared/ids';
import { reverseTransaction } from './accounts/account.service';
import { fund, makeSnapshot, makeTenant, OPERATOR, uuid, type TestTenant } from './billing.testkit';
import { setBudget } from './budgets/budget.service';
import { gateLaunch } from './holds/hold.service';
import { startMetering, stopMetering } from './metering/metering.service';
import { runMeterTick } from './metering/metering.tick';
import type { PriceSnapshot } from './prices/price.types';

const TOLD = ['billing.posted', 'billing.metered', 'billing.budget_set'];
const START = Date.parse('2026-03-10T08:00:00Z');

beforeEach(() => overrideClock(() => new Date(START)));
afterEach(() => overrideClock(undefined));

/** What those who may see the organization, or its project alone, hear while `work` happens: type and kind. */
async function heardDuring(tenant: TestTenant, work: () => Promise<unknown>) {
  const [last] = await database().outboxEvent.findMany({ orderBy: { id: 'desc' }, take: 1 });
  await work();
  const rows = await database().outboxEvent.findMany({
    where: { id: { gt: last?.id ?? 0n }, organizationId: uuid(tenant.organizationId), type: { in: TOLD } },
    orderBy: { id: 'asc' },
  });
  const words = (projectId: string | null) =>
    rows
      .filter((row) => row.projectId === projectId)
      .map(({ type, payload }) => [type, (payload as { kind?: string }).kind].filter(Boolean).join(' '));
  return { organization: words(null), project: words(uuid(tenant.attribution.projectId)) };
}

async function run(tenant: TestTenant, snapshot: PriceSnapshot | null) {
  const resource = { id: newId('alc'), name: 'quiet-lab' };
  await inTransaction(async (tx) => {
    await gateLaunch(tx, { attribution: tenant.attribution, resource, estimateMicros: 2_000_000n });
    await startMetering(tx, {
      resourceId: resource.id,
      unit: 'gpu-second',
      attribution: tenant.attribution,
      priceSnapshotId: snapshot?.id ?? null,
      at: tx.now,
      source: 'clock',
    });
  });
  return resource.id;
}

const tickAt = (sinceMs: number) => {
  overrideClock(() => new Date(START + sinceMs));
  return runMeterTick({ windowMs: 60_000, holdMs: 60_000 });
};

describe('events of money', () => {
  it('tell organization and project of every posting: set aside, charged, charged at the stop, given back, reversed', async () => {
    const tenant = await makeTenant(100_000_000n);
    const snapshot = await makeSnapshot(3_600_000n);
    let resourceId = newId('alc');
    const launched = await heardDuring(tenant, async () => (resourceId = await run(tenant, snapshot)));
    expect(launched).toEqual({ organization: ['billing.posted hold'], project: ['billing.posted hold'] });
    const ticked = await heardDuring(tenant, () => tickAt(60_000));
    expect(ticked).toEqual({ organization: ['billing.posted usage'], project: ['billing.posted usage'] });
    const stopped = await heardDuring(tenant, () => {
      overrideClock(() => new Date(START + 90_000));
      return inTransaction((tx) => stopMetering(tx, { resourceId, at: tx.now, source: 'clock' }));
    });
    const tail = ['billing.posted usage', 'billing.posted hold_release'];
    expect(stopped).toEqual({ organization: tail, project: tail });
    const usage = await database().usageRecord.findFirstOrThrow({ where: { resourceId: uuid(resourceId) } });
    const request = {
      organizationId: tenant.organizationId,
      transactionId: idFromUuid('ltx', usage.transactionId ?? ''),
      reason: 'charged by mistake',
      actor: OPERATOR,
    };
    const reverse = () => inTransaction((tx) => reverseTransaction(tx, request));
    const back = ['billing.posted reversal', 'billing.posted hold_release'];
    expect(await heardDuring(tenant, reverse)).toEqual({ organization: back, project: back });
    expect(await heardDuring(tenant, reverse), 'a repeated request').toEqual({ organization: [], project: [] });
  });

  it('tell the organization alone of an adjustment, and the project of usage that posts nothing', async () => {
    const tenant = await makeTenant(1_000_000_000n);
    const adjusted = await heardDuring(tenant, () => inTransaction((tx) => fund(tx, tenant.organizationId, 5n)));
    expect(adjusted).toEqual({ organization: ['billing.posted adjustment'], project: [] });
    await run(tenant, null);
    expect(await heardDuring(tenant, () => tickAt(60_000))).toEqual({ organization: [], project: ['billing.metered'] });
  });

  it('tell every project under it of a budget', async () => {
    const tenant = await makeTenant(1n);
    const scope = { ...tenant.attribution, kind: 'department' } as unknown as DepartmentScope;
    const heard = await heardDuring(tenant, () =>
      inTransaction((tx) => setBudget(tx, { scope, amountMicros: 1n, isHard: true, actor: OPERATOR })),
    );
    expect(heard).toEqual({ organization: ['billing.budget_set'], project: ['billing.budget_set'] });
  });
});
