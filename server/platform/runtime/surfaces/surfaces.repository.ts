import type { Db, Tx } from '@/server/shared/db';
import { idFromUuid, newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import type {
  OpenSurfaceInput,
  ResourceId,
  Surface,
  SurfaceAudience,
  SurfaceAuthMode,
  SurfaceKind,
} from './surfaces.types';

type Row = NonNullable<Awaited<ReturnType<Db['surface']['findUnique']>>>;

/** The surface, open or closed, or null. Names no scope: the caller proves the right on the project that it names. */
export async function findById(db: Db, id: Id<'sfc'>): Promise<Surface | null> {
  const row = await db.surface.findUnique({ where: { id: uuidFromId(id) } });
  return row && surfaceOf(row);
}

/** Open surfaces of a resource within a tenant's rows, oldest first. */
export async function findOpen(
  db: Db,
  where: { organizationId?: string; projectId?: string },
  resourceId: ResourceId,
): Promise<Surface[]> {
  const rows = await db.surface.findMany({
    where: { ...where, resourceId: uuidFromId(resourceId), closedAt: null },
    orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(surfaceOf);
}

/** Opens, or opens again with the next version; one row per resource, kind and name. */
export async function upsert(tx: Tx, input: OpenSurfaceInput): Promise<Surface> {
  const resourceId = uuidFromId(input.resourceId);
  const facts = {
    organizationId: uuidFromId(input.organizationId),
    projectId: uuidFromId(input.projectId),
    ownerId: input.ownerId && uuidFromId(input.ownerId),
    audience: input.audience,
    authMode: input.authMode,
    target: input.target as object,
  };
  const row = await tx.db.surface.upsert({
    where: { resourceId_kind_name: { resourceId, kind: input.kind, name: input.name } },
    create: { id: newUuid(), resourceId, kind: input.kind, name: input.name, openedAt: tx.now, ...facts },
    update: { ...facts, openedAt: tx.now, closedAt: null, version: { increment: 1 } },
  });
  return surfaceOf(row);
}

/** Closes what is open of a resource; gives what it closed. */
export async function closeAll(tx: Tx, resourceId: ResourceId): Promise<Surface[]> {
  const rows = await tx.db.surface.updateManyAndReturn({
    where: { resourceId: uuidFromId(resourceId), closedAt: null },
    data: { closedAt: tx.now },
  });
  return rows.map(surfaceOf);
}

function surfaceOf(row: Row): Surface {
  return {
    id: idFromUuid('sfc', row.id),
    organizationId: idFromUuid('org', row.organizationId),
    projectId: idFromUuid('prj', row.projectId),
    resourceUuid: row.resourceId,
    kind: row.kind as SurfaceKind,
    name: row.name,
    ownerId: row.ownerId ? idFromUuid('usr', row.ownerId) : null,
    audience: row.audience as SurfaceAudience,
    authMode: row.authMode as SurfaceAuthMode,
    target: row.target as Record<string, unknown>,
    version: row.version,
    openedAt: row.openedAt,
    closedAt: row.closedAt,
  };
}
