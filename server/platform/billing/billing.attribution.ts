import { findProject } from '@/server/platform/iam';
import type { Tx } from '@/server/shared/db';
import { idFromUuid, uuidFromId } from '@/server/shared/ids';
import type { Attribution, AttributionRow, BilledResource } from './billing.types';

/** Edge → rows. */
export function attributionRow(attribution: Attribution): AttributionRow {
  return {
    organizationId: uuidFromId(attribution.organizationId),
    departmentId: uuidFromId(attribution.departmentId),
    projectId: uuidFromId(attribution.projectId),
    actorId: uuidFromId(attribution.actorId),
    product: attribution.product,
  };
}

/**
 * The attribution with the department that its project is in now: it may have moved since the resource was launched. Under the lock
 * of the billing account, which a move takes too.
 */
export async function placedNow(tx: Tx, row: AttributionRow): Promise<AttributionRow> {
  const project = await findProject(tx.db, idFromUuid('prj', row.projectId));
  return project ? { ...row, departmentId: uuidFromId(project.departmentId) } : row;
}

/** Remembers a resource by its name at launch; the first name stays. */
export async function rememberResource(tx: Tx, resource: BilledResource, attribution: AttributionRow): Promise<void> {
  await tx.db.billingResource.createMany({
    data: [
      {
        id: uuidFromId(resource.id),
        kind: resource.id.slice(0, resource.id.indexOf('_')),
        product: attribution.product,
        name: resource.name,
        organizationId: attribution.organizationId,
        projectId: attribution.projectId,
        createdAt: tx.now,
      },
    ],
    skipDuplicates: true,
  });
}
