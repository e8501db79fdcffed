import { appendAudit } from '@/server/platform/audit';
import { inTransaction, type Tx } from '@/server/shared/db';
import { env } from '@/server/shared/env';
import { sharedErrors } from '@/server/shared/errors';
import { uuidFromId, type Id } from '@/server/shared/ids';
import { iamErrors } from '../iam.errors';
import { iamEvents } from '../iam.events';
import type { Actor, DepartmentScope, OrganizationScope, ProjectScope, UserActor } from '../iam.types';
import { runOrganizationHooks } from './organization-hooks';
import { runProjectMoveHooks } from './project-hooks';
import { slugOf } from './slug';
import { findDepartment, lockProject, type DepartmentFacts, type ProjectFacts } from './tree.repository';
import {
  insertDepartment,
  insertOrganization,
  insertProject,
  renameDepartmentRow,
  renameOrganizationRow,
  renameProjectRow,
  setProjectDepartment,
} from './tree.writes';

/** Name of the department that every organization starts with. */
export const DEFAULT_DEPARTMENT_NAME = 'General';

export interface NewOrganization {
  name: string;
  /** IANA name. */
  timeZone: string;
  /** Name of the project to start with; none when absent. */
  firstProjectName?: string;
}

export interface MadeOrganization {
  organizationId: Id<'org'>;
  departmentId: Id<'dep'>;
  projectId: Id<'prj'> | null;
}

/** Makes an organization with its default department, and what other domains need to have for it, in the caller's transaction. */
export async function createOrganization(tx: Tx, actor: Actor, input: NewOrganization): Promise<MadeOrganization> {
  const organizationId = await insertOrganization(tx, {
    name: input.name,
    slug: slugOf(input.name),
    timeZone: input.timeZone,
  });
  const department = await insertDepartment(tx, {
    organizationId,
    name: DEFAULT_DEPARTMENT_NAME,
    slug: slugOf(DEFAULT_DEPARTMENT_NAME),
    isDefault: true,
  });
  await appendAudit(tx, {
    actor,
    action: 'iam.organization.created',
    target: { kind: 'organization', id: organizationId, name: input.name },
    result: 'ok',
    metadata: { time_zone: input.timeZone },
    organizationId,
  });
  await runOrganizationHooks(tx, { organizationId, currency: env().profile.currency });
  let projectId: Id<'prj'> | null = null;
  if (input.firstProjectName) {
    const project = await addProject(tx, actor, {
      departmentId: department.id,
      organizationId,
      name: input.firstProjectName,
    });
    projectId = project.id;
  }
  return { organizationId, departmentId: department.id, projectId };
}

/** Makes a project in the caller's transaction. A name that is taken in the organization fails with `iam.name_taken`. */
export async function addProject(
  tx: Tx,
  actor: Actor,
  input: { organizationId: Id<'org'>; departmentId: Id<'dep'>; name: string },
): Promise<ProjectFacts> {
  const project = await insertProject(tx, { ...input, slug: slugOf(input.name) });
  await appendAudit(tx, {
    actor,
    action: 'iam.project.created',
    target: { kind: 'project', id: project.id, name: project.name },
    result: 'ok',
    ...placeColumns(project),
  });
  await treeChanged(tx, project.organizationId);
  return project;
}

/** Makes a project in a department in which the right to do so was proven. */
export function createProject(actor: UserActor, scope: DepartmentScope, name: string): Promise<ProjectFacts> {
  const { organizationId, departmentId } = scope;
  return inTransaction((tx) => addProject(tx, actor, { organizationId, departmentId, name }));
}

/** Makes a department in the caller's transaction. */
export async function addDepartment(
  tx: Tx,
  actor: Actor,
  input: { organizationId: Id<'org'>; name: string },
): Promise<DepartmentFacts> {
  const department = await insertDepartment(tx, { ...input, slug: slugOf(input.name), isDefault: false });
  await appendAudit(tx, {
    actor,
    action: 'iam.department.created',
    target: { kind: 'department', id: department.id, name: department.name },
    result: 'ok',
    organizationId: input.organizationId,
    departmentId: department.id,
  });
  await treeChanged(tx, input.organizationId);
  return department;
}

export function createDepartment(actor: UserActor, scope: OrganizationScope, name: string): Promise<DepartmentFacts> {
  return inTransaction((tx) => addDepartment(tx, actor, { organizationId: scope.organizationId, name }));
}

/** Gives the organization another name and, when told, another time zone. Its slug stays: addresses and names hang on it. */
export function updateOrganization(
  actor: UserActor,
  scope: OrganizationScope,
  change: { name: string; timeZone: string },
): Promise<void> {
  return inTransaction(async (tx) => {
    const before = await renameOrganizationRow(tx, scope.organizationId, change);
    await appendAudit(tx, {
      actor,
      action: 'iam.organization.updated',
      target: { kind: 'organization', id: scope.organizationId, name: change.name },
      result: 'ok',
      metadata: {
        name_before: before.name,
        name_after: change.name,
        time_zone_before: before.timeZone,
        time_zone_after: change.timeZone,
      },
      organizationId: scope.organizationId,
    });
    await treeChanged(tx, scope.organizationId);
  });
}

export function renameDepartment(actor: UserActor, scope: DepartmentScope, name: string): Promise<void> {
  return inTransaction(async (tx) => {
    const before = await renameDepartmentRow(tx, scope.departmentId, name);
    await appendAudit(tx, {
      actor,
      action: 'iam.department.updated',
      target: { kind: 'department', id: scope.departmentId, name },
      result: 'ok',
      metadata: { name_before: before.name, name_after: name },
      organizationId: scope.organizationId,
      departmentId: scope.departmentId,
    });
    await treeChanged(tx, scope.organizationId);
  });
}

export function renameProject(actor: UserActor, scope: ProjectScope, name: string): Promise<void> {
  return inTransaction(async (tx) => {
    const before = await renameProjectRow(tx, scope.projectId, name);
    await appendAudit(tx, {
      actor,
      action: 'iam.project.updated',
      target: { kind: 'project', id: scope.projectId, name },
      result: 'ok',
      metadata: { name_before: before.name, name_after: name },
      ...placeColumns(before),
    });
    await treeChanged(tx, scope.organizationId);
  });
}

/**
 * Moves a project to another department of its organization. Attribution changes from now on, never backwards: rows keep
 * the department they were booked under. A department of another organization is answered like one that does not exist.
 */
export function moveProject(
  actor: UserActor,
  scope: OrganizationScope,
  move: { projectId: Id<'prj'>; departmentId: Id<'dep'> },
): Promise<void> {
  return inTransaction(async (tx) => {
    const project = await lockProject(tx, move.projectId);
    const target = await findDepartment(tx.db, move.departmentId);
    if (project?.organizationId !== scope.organizationId || target?.organizationId !== scope.organizationId) {
      throw sharedErrors.not_found();
    }
    if (target.archivedAt) throw iamErrors.department_archived();
    if (project.departmentId === target.id) return;
    await setProjectDepartment(tx, project.id, target.id);
    await runProjectMoveHooks(tx, {
      organizationId: project.organizationId,
      projectId: project.id,
      departmentId: target.id,
    });
    await appendAudit(tx, {
      actor,
      action: 'iam.project.moved',
      target: { kind: 'project', id: project.id, name: project.name },
      result: 'ok',
      metadata: { department_before: project.departmentId, department_after: target.id, department_name: target.name },
      organizationId: project.organizationId,
      departmentId: target.id,
      projectId: project.id,
    });
    await treeChanged(tx, scope.organizationId);
  });
}

function placeColumns(project: ProjectFacts) {
  return { organizationId: project.organizationId, departmentId: project.departmentId, projectId: project.id };
}

async function treeChanged(tx: Tx, organizationId: Id<'org'>): Promise<void> {
  await iamEvents.tree_changed.publish(
    tx,
    { organization_id: organizationId },
    { organizationId: uuidFromId(organizationId) },
  );
}
