import type { Db } from '@/server/shared/db';
import { uuidFromId, type Id } from '@/server/shared/ids';
import type { Scope, ScopeRef } from '../iam.types';
import { findProjectsOf } from '../tree/tree.query';
import { findDepartment, findOrganization, findProject } from '../tree/tree.repository';
import type { Place } from './rights.rules';

/** The only place where a Scope is made; called once a right has been proven there. */
export function mintScope(place: Place): Scope {
  return { ...place } as Scope;
}

/** The named place with its ancestors, or null when there is no such place. */
export async function resolvePlace(db: Db, ref: ScopeRef): Promise<Place | null> {
  switch (ref.kind) {
    case 'platform':
      return { kind: 'platform' };
    case 'organization': {
      const organization = await findOrganization(db, ref.organizationId);
      return organization && { kind: 'organization', organizationId: organization.id };
    }
    case 'department': {
      const department = await findDepartment(db, ref.departmentId);
      return (
        department && {
          kind: 'department',
          organizationId: department.organizationId,
          departmentId: department.id,
        }
      );
    }
    case 'project': {
      const project = await findProject(db, ref.projectId);
      return (
        project && {
          kind: 'project',
          organizationId: project.organizationId,
          departmentId: project.departmentId,
          projectId: project.id,
        }
      );
    }
  }
}

/** A place as a row names it → with all its ancestors as they are now, or null when it is gone. */
export function completePlace(db: Db, place: Place): Promise<Place | null> {
  if (place.projectId) return resolvePlace(db, { kind: 'project', projectId: place.projectId });
  if (place.departmentId) return resolvePlace(db, { kind: 'department', departmentId: place.departmentId });
  if (place.organizationId) return resolvePlace(db, { kind: 'organization', organizationId: place.organizationId });
  return Promise.resolve(place);
}

/** What a Prisma `where` of a tenant's table takes. */
export interface ScopeWhere {
  organizationId?: string;
  departmentId?: string;
  projectId?: string;
}

/**
 * The scope as uuids for a Prisma `where`. A project goes by its own id alone: a row keeps the department it was booked
 * under when its project moves. The platform's scope is no restriction.
 */
export function scopeWhere(scope: Scope): ScopeWhere {
  switch (scope.kind) {
    case 'platform':
      return {};
    case 'organization':
      return { organizationId: uuidFromId(scope.organizationId) };
    case 'department':
      return { organizationId: uuidFromId(scope.organizationId), departmentId: uuidFromId(scope.departmentId) };
    case 'project':
      return { organizationId: uuidFromId(scope.organizationId), projectId: uuidFromId(scope.projectId) };
  }
}

/**
 * Rows that stand at the place or below it, of a table that names its places as bindings and invitations do: by the lowest level
 * alone, so that a project's rows follow it to another department.
 */
export async function whereWithin(db: Db, place: Place & { organizationId: Id<'org'> }): Promise<PlacedWhere> {
  const organizationId = uuidFromId(place.organizationId);
  if (place.kind === 'project' && place.projectId) return { organizationId, projectId: uuidFromId(place.projectId) };
  if (place.kind !== 'department' || !place.departmentId) return { organizationId };
  const projects = await findProjectsOf(db, [place]);
  const departmentId = uuidFromId(place.departmentId);
  return { organizationId, OR: [{ departmentId }, { projectId: { in: projects.map(({ id }) => uuidFromId(id)) } }] };
}

interface PlacedWhere {
  organizationId: string;
  projectId?: string;
  OR?: ({ departmentId: string } | { projectId: { in: string[] } })[];
}

/** The ScopeRef that names the scope's own place. */
export function refOf(scope: Scope): ScopeRef {
  switch (scope.kind) {
    case 'platform':
      return { kind: 'platform' };
    case 'organization':
      return { kind: 'organization', organizationId: scope.organizationId };
    case 'department':
      return { kind: 'department', departmentId: scope.departmentId };
    case 'project':
      return { kind: 'project', projectId: scope.projectId };
  }
}
