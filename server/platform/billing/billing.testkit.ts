import pg from 'pg';
import { inTransaction } from '@/server/shared/db';
import { idFromUuid, newId, newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import { adjustBalance, openBillingAccount } from './accounts/account.service';
import { ensurePriceBook, takePriceSnapshot } from './prices/price.service';
import type { PriceSnapshot } from './prices/price.types';
import type { Attribution } from './billing.types';

/** An organization with one project and a funded billing account, made straight in the tables. */
export interface TestTenant {
  organizationId: Id<'org'>;
  accountId: Id<'bil'>;
  attribution: Attribution;
}

export const OPERATOR = { kind: 'user', id: newId('usr'), name: 'Operator' } as const;
export const CURRENCY = 'EUR';

/** Makes a tenant with `fundsMicros` in its account. */
export async function makeTenant(fundsMicros: bigint, timeZone = 'Europe/Berlin'): Promise<TestTenant> {
  return inTransaction(async (tx) => {
    const [organizationId, departmentId, projectId] = [newUuid(), newUuid(), newUuid()];
    const at = tx.now;
    await tx.db.organization.create({
      data: { id: organizationId, slug: `o-${organizationId}`, name: 'Orbital Optics', timeZone, createdAt: at },
    });
    await tx.db.department.create({
      data: { id: departmentId, organizationId, slug: 'main', name: 'Main', isDefault: true, createdAt: at },
    });
    await tx.db.project.create({
      data: { id: projectId, organizationId, departmentId, slug: 'lenses', name: 'Lenses', createdAt: at },
    });
    const id = idFromUuid('org', organizationId);
    const accountId = await openBillingAccount(tx, { organizationId: id, currency: CURRENCY });
    if (fundsMicros > 0n) await fund(tx, id, fundsMicros);
    const attribution: Attribution = {
      organizationId: id,
      departmentId: idFromUuid('dep', departmentId),
      projectId: idFromUuid('prj', projectId),
      actorId: newId('usr'),
      product: 'gpuaas',
    };
    return { organizationId: id, accountId, attribution };
  });
}

/** Puts money in (or takes it out) by an adjustment. */
export async function fund(tx: Parameters<typeof adjustBalance>[0], organizationId: Id<'org'>, amountMicros: bigint) {
  return adjustBalance(tx, {
    organizationId,
    amountMicros,
    reason: 'Money for the test',
    idempotencyKey: newUuid(),
    actor: OPERATOR,
  });
}

/** A price snapshot of `microsPerHour` per unit. */
export async function makeSnapshot(microsPerHour: bigint, multiplier = 1): Promise<PriceSnapshot> {
  return inTransaction(async (tx) => {
    const sku = `sku-${microsPerHour}`;
    await ensurePriceBook(tx, CURRENCY, [{ sku, unit: 'gpu-second', microsPerHour }]);
    return takePriceSnapshot(tx, { sku, unit: 'gpu-second', multiplier, currency: CURRENCY });
  });
}

/** Runs one statement over a connection of its own and gives its rows. */
export async function query(url: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** The constraint that a statement broke, or undefined when it went through. */
export async function constraintOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof pg.DatabaseError) return error.constraint ?? error.code;
    throw error;
  }
}

/** The uuid behind an id. */
export const uuid = uuidFromId;
