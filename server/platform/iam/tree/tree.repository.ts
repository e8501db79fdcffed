import type { Db, Prisma, Tx } from '@/server/shared/db';
import { idFromUuid, uuidFromId, type Id } from '@/server/shared/ids';

export interface OrganizationFacts {
  id: Id<'org'>;
  name: string;
  slug: string;
  kind: 'personal' | 'enterprise';
  /** IANA name; budgets and periods are cut in it. */
  timeZone: string;
  closedAt: Date | null;
}

export interface DepartmentFacts {
  id: Id<'dep'>;
  organizationId: Id<'org'>;
  name: string;
  slug: string;
  isDefault: boolean;
  archivedAt: Date | null;
}

export interface ProjectFacts {
  id: Id<'prj'>;
  organizationId: Id<'org'>;
  departmentId: Id<'dep'>;
  name: string;
  slug: string;
  archivedAt: Date | null;
}

type OrganizationRow = Prisma.OrganizationGetPayload<object>;
type DepartmentRow = Prisma.DepartmentGetPayload<object>;
type ProjectRow = Prisma.ProjectGetPayload<object>;

export function organizationFacts(row: OrganizationRow): OrganizationFacts {
  return {
    id: idFromUuid('org', row.id),
    name: row.name,
    slug: row.slug,
    kind: row.kind === 'personal' ? 'personal' : 'enterprise',
    timeZone: row.timeZone,
    closedAt: row.closedAt,
  };
}

export function departmentFacts(row: DepartmentRow): DepartmentFacts {
  return {
    id: idFromUuid('dep', row.id),
    organizationId: idFromUuid('org', row.organizationId),
    name: row.name,
    slug: row.slug,
    isDefault: row.isDefault,
    archivedAt: row.archivedAt,
  };
}

export function projectFacts(row: ProjectRow): ProjectFacts {
  return {
    id: idFromUuid('prj', row.id),
    organizationId: idFromUuid('org', row.organizationId),
    departmentId: idFromUuid('dep', row.departmentId),
    name: row.name,
    slug: row.slug,
    archivedAt: row.archivedAt,
  };
}

/** The organization, or null. */
export async function findOrganization(db: Db, id: Id<'org'>): Promise<OrganizationFacts | null> {
  const row = await db.organization.findUnique({ where: { id: uuidFromId(id) } });
  return row && organizationFacts(row);
}

/** The department, or null. */
export async function findDepartment(db: Db, id: Id<'dep'>): Promise<DepartmentFacts | null> {
  const row = await db.department.findUnique({ where: { id: uuidFromId(id) } });
  return row && departmentFacts(row);
}

/** The project with its place in the tree, or null. */
export async function findProject(db: Db, id: Id<'prj'>): Promise<ProjectFacts | null> {
  const row = await db.project.findUnique({ where: { id: uuidFromId(id) } });
  return row && projectFacts(row);
}

/**
 * Locks the project's row until the end of the transaction: first in the lock order (project → billing account → slot →
 * allocation). Whoever launches in a project, moves it or archives it waits for the others here.
 */
export async function lockProject(tx: Tx, id: Id<'prj'>): Promise<ProjectFacts | null> {
  await tx.db.$queryRaw`SELECT 1 FROM iam_project WHERE id = ${uuidFromId(id)}::uuid FOR NO KEY UPDATE`;
  return findProject(tx.db, id);
}
