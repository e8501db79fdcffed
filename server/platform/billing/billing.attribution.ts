import type { Tx } from '@/server/shared/db';
import { uuidFromId } from '@/server/shared/ids';
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
