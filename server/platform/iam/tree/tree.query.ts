import type { Db, Prisma } from '@/server/shared/db';
import { uuidFromId, type Id } from '@/server/shared/ids';
import type { Place } from '../rights/rights.rules';
import { projectFacts, type ProjectFacts } from './tree.repository';

/** The projects at or below any of these places, by name; archived ones too, because their past is still read. */
export async function findProjectsOf(
  db: Db,
  places: readonly Place[],
  organizationId?: Id<'org'>,
): Promise<ProjectFacts[]> {
  if (places.length === 0) return [];
  const rows = await db.project.findMany({
    where: {
      OR: places.map(below),
      ...(organizationId && { organizationId: uuidFromId(organizationId) }),
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return rows.map(projectFacts);
}

function below(place: Place): Prisma.ProjectWhereInput {
  if (place.kind === 'platform') return {};
  if (place.kind === 'organization' && place.organizationId)
    return { organizationId: uuidFromId(place.organizationId) };
  if (place.kind === 'department' && place.departmentId) return { departmentId: uuidFromId(place.departmentId) };
  if (place.kind === 'project' && place.projectId) return { id: uuidFromId(place.projectId) };
  return { id: { in: [] } };
}
