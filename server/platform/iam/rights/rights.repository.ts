import type { Db } from '@/server/shared/db';
import { idFromUuid, uuidFromId, type Id } from '@/server/shared/ids';
import type { ScopeKind } from '../iam.types';
import { whereEnabled } from '../people/disabled';
import type { HeldBinding, Place } from './rights.rules';

/** The columns in which a binding or an invitation names its place. */
export interface PlaceColumns {
  organizationId: string | null;
  departmentId: string | null;
  projectId: string | null;
}

/** Row → place, as far as the row names it. */
export function placeOf(row: PlaceColumns & { scopeKind: string }): Place {
  return {
    kind: row.scopeKind as ScopeKind,
    ...(row.organizationId && { organizationId: idFromUuid('org', row.organizationId) }),
    ...(row.departmentId && { departmentId: idFromUuid('dep', row.departmentId) }),
    ...(row.projectId && { projectId: idFromUuid('prj', row.projectId) }),
  };
}

/** Place → columns. What stands at a project does not repeat the department, which may change. */
export function placeColumns(place: Place): PlaceColumns & { scopeKind: ScopeKind } {
  return {
    scopeKind: place.kind,
    organizationId: place.organizationId ? uuidFromId(place.organizationId) : null,
    departmentId: place.kind === 'department' && place.departmentId ? uuidFromId(place.departmentId) : null,
    projectId: place.projectId ? uuidFromId(place.projectId) : null,
  };
}

/** The live bindings of a principal. A disabled person has none, unless they are what is asked for. */
export async function findBindings(
  db: Db,
  principalId: Id<'usr'> | Id<'sac'>,
  { evenDisabled = false } = {},
): Promise<HeldBinding[]> {
  const rows = await db.roleBinding.findMany({
    where: {
      principalId: uuidFromId(principalId),
      revokedAt: null,
      ...(!evenDisabled && { principal: { OR: [{ user: null }, { user: whereEnabled() }] } }),
    },
    orderBy: { id: 'asc' },
  });
  return rows.map((row) => ({
    id: idFromUuid('rbd', row.id),
    role: row.role,
    effect: row.effect === 'allow' ? 'allow' : 'deny',
    scope: placeOf(row),
  }));
}
