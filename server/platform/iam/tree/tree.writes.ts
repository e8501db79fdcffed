import type { Tx } from '@/server/shared/db';
import { idFromUuid, newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import {
  departmentFacts,
  organizationFacts,
  projectFacts,
  type DepartmentFacts,
  type OrganizationFacts,
  type ProjectFacts,
} from './tree.repository';

/**
 * Writes an organization. Slugs of organizations are unique on the platform, and a refusal would tell that another one has
 * the name: a taken slug gets a tail instead.
 */
export async function insertOrganization(
  tx: Tx,
  organization: { name: string; slug: string; timeZone: string },
): Promise<Id<'org'>> {
  const id = newUuid();
  const isTaken = (await tx.db.organization.count({ where: { slug: organization.slug } })) > 0;
  const slug = isTaken ? `${organization.slug}-${id.slice(-6)}` : organization.slug;
  await tx.db.organization.create({ data: { ...organization, slug, id, createdAt: tx.now } });
  return idFromUuid('org', id);
}

export async function insertDepartment(
  tx: Tx,
  department: { organizationId: Id<'org'>; name: string; slug: string; isDefault: boolean },
): Promise<DepartmentFacts> {
  const row = await tx.db.department.create({
    data: { ...department, organizationId: uuidFromId(department.organizationId), id: newUuid(), createdAt: tx.now },
  });
  return departmentFacts(row);
}

export async function insertProject(
  tx: Tx,
  project: { organizationId: Id<'org'>; departmentId: Id<'dep'>; name: string; slug: string },
): Promise<ProjectFacts> {
  const row = await tx.db.project.create({
    data: {
      id: newUuid(),
      organizationId: uuidFromId(project.organizationId),
      departmentId: uuidFromId(project.departmentId),
      name: project.name,
      slug: project.slug,
      createdAt: tx.now,
    },
  });
  return projectFacts(row);
}

/** Gives what stood before. */
export async function renameOrganizationRow(
  tx: Tx,
  id: Id<'org'>,
  change: { name: string; timeZone: string },
): Promise<OrganizationFacts> {
  const before = await tx.db.organization.findUniqueOrThrow({ where: { id: uuidFromId(id) } });
  await tx.db.organization.update({ where: { id: before.id }, data: { name: change.name, timeZone: change.timeZone } });
  return organizationFacts(before);
}

/** Gives what stood before. The slug stays. */
export async function renameDepartmentRow(tx: Tx, id: Id<'dep'>, name: string): Promise<DepartmentFacts> {
  const before = await tx.db.department.findUniqueOrThrow({ where: { id: uuidFromId(id) } });
  await tx.db.department.update({ where: { id: before.id }, data: { name } });
  return departmentFacts(before);
}

/** Gives what stood before. The slug stays. */
export async function renameProjectRow(tx: Tx, id: Id<'prj'>, name: string): Promise<ProjectFacts> {
  const before = await tx.db.project.findUniqueOrThrow({ where: { id: uuidFromId(id) } });
  await tx.db.project.update({ where: { id: before.id }, data: { name } });
  return projectFacts(before);
}

export async function setProjectDepartment(tx: Tx, id: Id<'prj'>, departmentId: Id<'dep'>): Promise<void> {
  await tx.db.project.update({ where: { id: uuidFromId(id) }, data: { departmentId: uuidFromId(departmentId) } });
}
