import { adjustBalance, openBillingAccount } from '@/server/platform/billing';
import { systemActor } from '@/server/platform/iam';
import {
  makeOrganization,
  makePerson,
  type TestOrganization,
  type TestPerson,
} from '@/server/platform/iam/iam.testkit';
import { database, inTransaction } from '@/server/shared/db';
import { newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import { createCallerFactory } from '@/server/shared/trpc';
import './gpuaas.registration';
import { registerDriver } from './drivers/drivers';
import { createStandIn, type StandIn } from './drivers/stand-in.testkit';
import { enrol } from './fleet/enrol.service';
import { defineGpuaasLoops } from './gpuaas.loops';
import { gpuaasRouter } from './gpuaas.router';

const callerOf = createCallerFactory(gpuaasRouter);

/** One stand-in node for a test file; every test makes its own tenants on it. */
export async function enrolStandIn(gpuCount: number): Promise<StandIn> {
  defineGpuaasLoops();
  const node = createStandIn({ name: 'stand-in', gpuCount });
  registerDriver(node.driver);
  await enrol(node.driver.name, await node.driver.inventory());
  return node;
}

/** A tenant whose account holds exactly `fundsMicros`, and a member of its first project. */
export async function makeTenant(fundsMicros: bigint): Promise<{ organization: TestOrganization; person: TestPerson }> {
  const organization = await makeOrganization();
  const organizationId = organization.id;
  await inTransaction(async (tx) => {
    const isOpen = await tx.db.billingAccount.count({ where: { organizationId: uuidFromId(organizationId) } });
    if (isOpen === 0) await openBillingAccount(tx, { organizationId, currency: 'EUR' });
  });
  const differenceMicros = fundsMicros - (await moneyOf(organizationId)).fundsMicros;
  if (differenceMicros !== 0n)
    await inTransaction((tx) =>
      adjustBalance(tx, {
        organizationId,
        amountMicros: differenceMicros,
        reason: 'Money for the test',
        idempotencyKey: newUuid(),
        actor: systemActor('test'),
      }),
    );
  return { organization, person: await memberOf(organization) };
}

/** One more person who may launch in the organization's first project. */
export function memberOf(organization: TestOrganization, role = 'project_member'): Promise<TestPerson> {
  const { id: organizationId, defaultDepartmentId: departmentId, projectId } = organization;
  return makePerson([{ role, place: { kind: 'project', organizationId, departmentId, projectId } }]);
}

/** The product's procedures, called as this person. */
export function callAs(person: TestPerson): ReturnType<typeof callerOf> {
  return callerOf(person.context());
}

/** A launch that is in order, unless something else is said. */
export function launchOf(organization: TestOrganization, patch: Record<string, unknown> = {}) {
  return {
    projectId: organization.projectId,
    skuCode: 'sim-nvidia-a100-80gb-x1',
    name: 'training',
    image: 'base' as const,
    diskMib: 1_024,
    idempotencyKey: newUuid(),
    ...patch,
  };
}

/** Money of an account, from the ledger's own entries. */
export async function moneyOf(organizationId: Id<'org'>): Promise<{ fundsMicros: bigint; holdsMicros: bigint }> {
  const rows = await database().$queryRaw<{ kind: string; micros: bigint }[]>`
    SELECT a.kind, coalesce(sum(e.amount_micros), 0)::bigint AS micros
    FROM billing_ledger_account a JOIN billing_account b ON b.id = a.billing_account_id
    LEFT JOIN billing_ledger_entry e ON e.ledger_account_id = a.id
    WHERE b.organization_id = ${uuidFromId(organizationId)}::uuid GROUP BY a.kind`;
  const of = (kind: string) => rows.find((row) => row.kind === kind)?.micros ?? 0n;
  return { fundsMicros: of('customer_funds'), holdsMicros: of('holds') };
}
