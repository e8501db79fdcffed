import { registeredNames } from '@/server/platform/registry';
import { database, type Db } from '@/server/shared/db';
import { sharedErrors } from '@/server/shared/errors';
import type { Id } from '@/server/shared/ids';
import type { UserActor } from '../iam.types';
import { findPerson } from '../people/people.repository';
import { findBindings } from '../rights/rights.repository';
import { permissionsAt, type HeldBinding, type Place } from '../rights/rights.rules';
import { findTreesOf } from '../tree/tree.query';
import type { DepartmentFacts, OrganizationFacts, ProjectFacts } from '../tree/tree.repository';

/** What the person holds at a place. It decides what a screen offers, never what the server allows. */
interface WithPermissions {
  permissions: string[];
}

export interface ReachableOrganization extends OrganizationFacts, WithPermissions {
  departments: (DepartmentFacts & WithPermissions)[];
  projects: (ProjectFacts & WithPermissions)[];
}

export interface Me {
  user: { id: Id<'usr'>; name: string; email: string; isDemo: boolean };
  sessionId: Id<'ses'>;
  /** What the person holds on the platform itself. */
  platformPermissions: string[];
  /** The organizations in which the person holds anything, with the departments and projects that they may see. */
  organizations: ReachableOrganization[];
}

/** The signed-in person with everything they can reach. Without a membership `organizations` is empty. */
export async function describeMe(actor: UserActor, db: Db = database()): Promise<Me> {
  const [person, bindings] = await Promise.all([findPerson(db, actor.id), findBindings(db, actor.id)]);
  if (!person) throw sharedErrors.unauthenticated();
  const names = registeredNames('permissions');
  const trees = await findTreesOf(db, bindings.flatMap(organizationOf));
  return {
    user: { id: person.id, name: person.name, email: person.email, isDemo: person.isDemo },
    sessionId: actor.sessionId,
    platformPermissions: permissionsAt(bindings, names, { kind: 'platform' }),
    organizations: trees.map(({ organization, departments, projects }) => {
      const at = { bindings, names };
      const organizationId = organization.id;
      return {
        ...organization,
        permissions: permissionsAt(bindings, names, { kind: 'organization', organizationId }),
        departments: departments
          .map((department) =>
            withPermissions(department, at, { kind: 'department', organizationId, departmentId: department.id }),
          )
          .filter((department) => department.permissions.includes('iam.department.read')),
        projects: projects
          .map((project) =>
            withPermissions(project, at, {
              kind: 'project',
              organizationId,
              departmentId: project.departmentId,
              projectId: project.id,
            }),
          )
          .filter((project) => project.permissions.includes('iam.project.read')),
      };
    }),
  };
}

function withPermissions<T>(
  facts: T,
  at: { bindings: HeldBinding[]; names: string[] },
  place: Place,
): T & WithPermissions {
  return { ...facts, permissions: permissionsAt(at.bindings, at.names, place) };
}

function organizationOf({ scope }: HeldBinding): Id<'org'>[] {
  return scope.organizationId ? [scope.organizationId] : [];
}
