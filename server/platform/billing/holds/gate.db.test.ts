import { describe, expect, it } from 'vitest';
import { database, inTransaction } from '@/server/shared/db';
import { newId, newUuid } from '@/server/shared/ids';
import * as budgets from '../budgets/budget.repository';
import { CURRENCY, makeTenant, uuid, type TestTenant } from '../billing.testkit';
import { gateLaunch, previewLaunch, releaseHold } from './hold.service';

const launch = (tenant: TestTenant, estimateMicros: bigint) =>
  inTransaction((tx) =>
    gateLaunch(tx, {
      attribution: tenant.attribution,
      resource: { id: newId('alc'), name: 'quiet-lab' },
      estimateMicros,
    }),
  );

async function moneyOf(tenant: TestTenant): Promise<Record<string, bigint>> {
  const rows = await database().ledgerAccount.findMany({ where: { billingAccountId: uuid(tenant.accountId) } });
  return Object.fromEntries(rows.map((row) => [row.kind, row.balanceMicros]));
}

function setBudget(tenant: TestTenant, kind: 'project' | 'department' | 'organization', amountMicros: bigint) {
  const { organizationId, departmentId, projectId } = tenant.attribution;
  const scopeId = uuid({ project: projectId, department: departmentId, organization: organizationId }[kind]);
  const budget = {
    organizationId: uuid(organizationId),
    scopeKind: kind,
    scopeId,
    amountMicros,
    currency: CURRENCY,
    isHard: true,
    createdById: null,
  };
  return inTransaction((tx) => budgets.replace(tx, { kind, id: scopeId }, budget));
}

describe('the gate at launch', () => {
  it('never gives the last money to two of many concurrent launches', async () => {
    const tenant = await makeTenant(10_000_000n);
    const answers = await Promise.all(Array.from({ length: 30 }, () => launch(tenant, 3_000_000n)));
    expect(answers.filter((answer) => answer.allowed)).toHaveLength(3);
    for (const answer of answers) {
      if (!answer.allowed)
        expect(answer).toMatchObject({ code: 'billing.insufficient_funds', effectiveMicros: 1_000_000n });
    }
    expect(await moneyOf(tenant)).toMatchObject({ customer_funds: 1_000_000n, holds: 9_000_000n });
  });

  it('never gives the last of a budget to two of many concurrent launches', async () => {
    const tenant = await makeTenant(100_000_000n);
    await setBudget(tenant, 'project', 7_000_000n);
    const answers = await Promise.all(Array.from({ length: 20 }, () => launch(tenant, 3_000_000n)));
    expect(answers.filter((answer) => answer.allowed)).toHaveLength(2);
    const refusal = answers.find((answer) => !answer.allowed);
    expect(refusal).toMatchObject({
      code: 'billing.budget_exhausted',
      scopeKind: 'project',
      effectiveMicros: 1_000_000n,
    });
  });

  it('names the narrowest ceiling of project, department and organization', async () => {
    const tenant = await makeTenant(100_000_000n);
    await setBudget(tenant, 'organization', 50_000_000n);
    await setBudget(tenant, 'project', 40_000_000n);
    await setBudget(tenant, 'department', 1_000_000n);
    expect(await launch(tenant, 2_000_000n)).toMatchObject({
      allowed: false,
      scopeKind: 'department',
      effectiveMicros: 1_000_000n,
    });
  });

  it('gives a failed launch its whole hold back, once, and finds the hold of a repeated one', async () => {
    const tenant = await makeTenant(5_000_000n);
    const resource = { id: newId('alc'), name: 'quiet-lab' };
    const request = { attribution: tenant.attribution, resource, estimateMicros: 2_000_000n };
    const first = await inTransaction((tx) => gateLaunch(tx, request));
    expect(await inTransaction((tx) => gateLaunch(tx, request))).toEqual(first);
    expect(await moneyOf(tenant)).toMatchObject({ customer_funds: 3_000_000n, holds: 2_000_000n });
    await Promise.all([1, 2, 3].map(() => inTransaction((tx) => releaseHold(tx, { resourceId: resource.id }))));
    expect(await moneyOf(tenant)).toMatchObject({ customer_funds: 5_000_000n, holds: 0n });
  });

  it('sets money aside anew when a failed launch is tried again, and gives that back too', async () => {
    const tenant = await makeTenant(5_000_000n);
    const resource = { id: newId('alc'), name: 'quiet-lab' };
    const attempt = (estimateMicros: bigint) =>
      inTransaction((tx) => gateLaunch(tx, { attribution: tenant.attribution, resource, estimateMicros }));
    const fail = () => inTransaction((tx) => releaseHold(tx, { resourceId: resource.id }));
    await attempt(2_000_000n);
    await fail();
    expect(await attempt(2_000_000n)).toMatchObject({ allowed: true });
    expect(await moneyOf(tenant)).toMatchObject({ customer_funds: 3_000_000n, holds: 2_000_000n });
    await fail();
    expect(await attempt(6_000_000n)).toMatchObject({ allowed: false, code: 'billing.insufficient_funds' });
    expect(await moneyOf(tenant)).toMatchObject({ customer_funds: 5_000_000n, holds: 0n });
  });

  it('places nothing when the launching transaction rolls back, and nothing in a preview', async () => {
    const tenant = await makeTenant(5_000_000n);
    const attempt = inTransaction(async (tx) => {
      await gateLaunch(tx, {
        attribution: tenant.attribution,
        resource: { id: newId('alc'), name: 'x' },
        estimateMicros: 1n,
      });
      throw new Error(newUuid());
    });
    await expect(attempt).rejects.toThrow();
    const preview = { attribution: tenant.attribution, estimateMicros: 5_000_000n, now: new Date() };
    expect(await previewLaunch(database(), preview)).toMatchObject({ allowed: true, holdId: null });
    expect(await previewLaunch(database(), { ...preview, estimateMicros: 5_000_001n })).toMatchObject({
      allowed: false,
    });
    expect(await moneyOf(tenant)).toMatchObject({ customer_funds: 5_000_000n, holds: 0n });
  });

  it('says so when the organization has no billing account', async () => {
    const tenant = await makeTenant(0n);
    const stranger = { ...tenant.attribution, organizationId: newId('org') };
    expect(await launch({ ...tenant, attribution: stranger }, 1n)).toMatchObject({
      allowed: false,
      code: 'billing.account_missing',
    });
  });
});
