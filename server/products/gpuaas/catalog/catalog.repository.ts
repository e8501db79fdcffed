import { type Prisma, type Db, type Tx } from '@/server/shared/db';
import { idFromUuid, newUuid } from '@/server/shared/ids';
import type { Sku } from '../allocations/allocation.types';

type Row = Prisma.SkuGetPayload<object>;

/** A row of the catalog as the domain knows it. */
export function toSku(row: Row): Sku {
  return {
    id: idFromUuid('sku', row.id),
    code: row.code,
    family: row.family,
    name: row.name,
    shape: row.shape === 'cpu' ? 'cpu' : 'gpu_slice',
    gpuModel: row.gpuModel,
    gpuCount: row.gpuCount,
    cpuMillis: row.cpuMillis,
    memoryMib: row.memoryMib,
    diskMib: row.diskMib,
    isSimulated: row.isSimulated,
  };
}

/** What is on offer, families together, small sizes first. */
export async function listOffered(db: Db): Promise<Sku[]> {
  const rows = await db.sku.findMany({
    where: { retiredAt: null },
    orderBy: [{ shape: 'desc' }, { family: 'asc' }, { gpuCount: 'asc' }],
  });
  return rows.map(toSku);
}

/** One size on offer by its code, or null. */
export async function findOffered(db: Db, code: string): Promise<Sku | null> {
  const row = await db.sku.findFirst({ where: { code, retiredAt: null } });
  return row && toSku(row);
}

/** Offers exactly these sizes: makes what is missing, brings back what was retired, retires what is gone. */
export async function offer(tx: Tx, skus: readonly Omit<Sku, 'id'>[]): Promise<void> {
  for (const { code, ...sku } of skus) {
    await tx.db.sku.upsert({
      where: { code },
      create: { ...sku, code, id: newUuid(), createdAt: tx.now },
      update: { ...sku, retiredAt: null },
    });
  }
  await tx.db.sku.updateMany({
    where: { code: { notIn: skus.map((sku) => sku.code) }, retiredAt: null },
    data: { retiredAt: tx.now },
  });
}
