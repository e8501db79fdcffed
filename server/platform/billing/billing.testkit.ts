import pg from 'pg';
import { inTransaction } from '@/server/shared/db';
import { idFromUuid, newId, newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import { adjustBalance, openBillingAccount } from './accounts/account.service';
import { ensurePriceBook, takePriceSnapshot } from './prices/price.service';
import type { PriceSnapshot } from './prices/price.types';
import { attributionRow } from './billing.attribution';
import type { Attribution } from './billing.types';
import { ensureRevenueAccount, insert as insertPosting } from './ledger/ledger.repository';

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

/** The ledger's own way in, for what measures it. */
export { insertPosting };
export type { Leg, Posting } from './ledger/ledger.types';

export { runMeterTick } from './metering/metering.tick';

/** Starts `count` running resources with their holds, in bulk: what many launches would have left behind. */
export async function startMeters(tenant: TestTenant, work: { snapshot: PriceSnapshot; count: number }): Promise<void> {
  const { snapshot, count } = work;
  const row = attributionRow(tenant.attribution);
  const billingAccountId = uuidFromId(tenant.accountId);
  const { actorId, product, ...place } = row;
  const placedMicros = snapshot.totalMicrosPerHour;
  await inTransaction(async (tx) => {
    await ensureRevenueAccount(tx.db, billingAccountId, product);
    const started = Array.from({ length: count }, () => ({ resourceId: newUuid(), holdId: newUuid() }));
    await tx.db.billingResource.createMany({
      data: started.map(({ resourceId }) => ({
        id: resourceId,
        kind: 'alc',
        product,
        name: 'bench',
        organizationId: row.organizationId,
        projectId: row.projectId,
        createdAt: tx.now,
      })),
    });
    await tx.db.hold.createMany({
      data: started.map(({ resourceId, holdId }) => ({
        ...place,
        id: holdId,
        billingAccountId,
        resourceId,
        placedMicros,
        createdAt: tx.now,
      })),
    });
    await insertPosting(
      tx.db,
      {
        billingAccountId,
        kind: 'hold',
        occurredAt: tx.now,
        idempotencyKey: newUuid(),
        actor: { kind: 'user', id: actorId },
        legs: started.flatMap(({ resourceId, holdId }) => [
          { account: 'customer_funds', amountMicros: -placedMicros, resourceId, holdId },
          { account: 'holds', amountMicros: placedMicros, resourceId, holdId },
        ]),
      },
      tx.correlationId,
    );
    await tx.db.meterCursor.createMany({
      data: started.map(({ resourceId }) => ({
        ...row,
        resourceId,
        unit: snapshot.unit,
        billingAccountId,
        priceSnapshotId: uuidFromId(snapshot.id),
        multiplier: snapshot.multiplier,
        startedAt: tx.now,
        through: tx.now,
      })),
    });
  });
}
