import type { Db, Prisma } from '@/server/shared/db';
import { idFromUuid, uuidFromId, type Id } from '@/server/shared/ids';
import type { Page } from '@/server/shared/trpc';
import {
  departmentFacts,
  organizationFacts,
  projectFacts,
  type DepartmentFacts,
  type OrganizationFacts,
  type ProjectFacts,
} from './tree.repository';

export interface PageQuery {
  text?: string;
  offset: number;
  limit: number;
}

/** Where a page starts: cursors of these lists are offsets, since the lists are short and sorted by name. */
export function offsetOf(cursor: string | undefined): number {
  return cursor && /^\d{1,6}$/.test(cursor) ? Number(cursor) : 0;
}

/** Items of one page → the page. */
export function pageOf<T>(items: T[], query: { offset: number }, total: number): Page<T> {
  const end = query.offset + items.length;
  return { items, nextCursor: end < total ? String(end) : null, total };
}

export interface DepartmentRow extends DepartmentFacts {
  projectCount: number;
}

/** All departments of an organization with the number of their projects, the default one first, then by name. */
export async function findDepartmentsOf(db: Db, organizationId: Id<'org'>): Promise<DepartmentRow[]> {
  const rows = await db.department.findMany({
    where: { organizationId: uuidFromId(organizationId) },
    orderBy: [{ isDefault: 'desc' }, { name: 'asc' }],
    include: { _count: { select: { projects: { where: { archivedAt: null } } } } },
  });
  return rows.map((row) => ({ ...departmentFacts(row), projectCount: row._count.projects }));
}

export interface ProjectRow extends ProjectFacts {
  departmentName: string;
  createdAt: Date;
  /** How many people hold a role in the project itself. */
  peopleCount: number;
}

/** One page of projects, by name. */
export async function findProjectPage(
  db: Db,
  place: { organizationId: Id<'org'>; departmentId?: Id<'dep'> },
  query: PageQuery,
): Promise<Page<ProjectRow>> {
  const where: Prisma.ProjectWhereInput = {
    organizationId: uuidFromId(place.organizationId),
    ...(place.departmentId && { departmentId: uuidFromId(place.departmentId) }),
    ...(query.text && { name: { contains: query.text, mode: 'insensitive' } }),
  };
  const [rows, total] = await Promise.all([
    db.project.findMany({
      where,
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      skip: query.offset,
      take: query.limit,
      include: { department: { select: { name: true } } },
    }),
    db.project.count({ where }),
  ]);
  const counts = await countPeople(
    db,
    rows.map((row) => row.id),
  );
  const items = rows.map((row) => ({
    ...projectFacts(row),
    departmentName: row.department.name,
    createdAt: row.createdAt,
    peopleCount: counts.get(row.id) ?? 0,
  }));
  return pageOf(items, query, total);
}

async function countPeople(db: Db, projectIds: string[]): Promise<Map<string, number>> {
  const rows = await db.roleBinding.groupBy({
    by: ['projectId', 'principalId'],
    where: { projectId: { in: projectIds }, revokedAt: null, effect: 'allow' },
  });
  const counts = new Map<string, number>();
  for (const { projectId } of rows) if (projectId) counts.set(projectId, (counts.get(projectId) ?? 0) + 1);
  return counts;
}

export interface OrganizationRow extends OrganizationFacts {
  createdAt: Date;
  projectCount: number;
  memberCount: number;
}

/** One page of all organizations, by name. */
export async function findOrganizationPage(db: Db, query: PageQuery): Promise<Page<OrganizationRow>> {
  const where: Prisma.OrganizationWhereInput = query.text
    ? { name: { contains: query.text, mode: 'insensitive' } }
    : {};
  const [rows, total] = await Promise.all([
    db.organization.findMany({
      where,
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      skip: query.offset,
      take: query.limit,
      include: { _count: { select: { projects: true, members: { where: { removedAt: null } } } } },
    }),
    db.organization.count({ where }),
  ]);
  const items = rows.map((row) => ({
    ...organizationFacts(row),
    createdAt: row.createdAt,
    projectCount: row._count.projects,
    memberCount: row._count.members,
  }));
  return pageOf(items, query, total);
}

/** Names of places, by edge id, for showing where a binding stands. */
export async function findPlaceNames(db: Db, organizationId: Id<'org'>): Promise<Map<string, string>> {
  const where = { organizationId: uuidFromId(organizationId) };
  const [organization, departments, projects] = await Promise.all([
    db.organization.findUnique({ where: { id: uuidFromId(organizationId) } }),
    db.department.findMany({ where, select: { id: true, name: true } }),
    db.project.findMany({ where, select: { id: true, name: true } }),
  ]);
  return new Map([
    ...(organization ? ([[organizationId, organization.name]] as const) : []),
    ...departments.map((row) => [idFromUuid('dep', row.id), row.name] as const),
    ...projects.map((row) => [idFromUuid('prj', row.id), row.name] as const),
  ]);
}
