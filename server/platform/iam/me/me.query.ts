import type { Db } from '@/server/shared/db';
import { registeredNames } from '@/server/platform/registry';
import { idFromUuid, uuidFromId, type Id } from '@/server/shared/ids';
import type { UserActor } from '../iam.types';
import { hasOwnPassword } from '../people/people.repository';
import { findBindings } from '../rights/rights.repository';
import { permissionsAt, type HeldBinding } from '../rights/rights.rules';
import { listProjectsFor } from '../rights/rights.service';

/** An organization the person belongs to or works in, with what they hold at its root. */
export interface MyOrganization {
  id: Id<'org'>;
  slug: string;
  name: string;
  timeZone: string;
  permissions: string[];
}

/** A project the person may see, with what they hold there. */
export interface MyProject {
  id: Id<'prj'>;
  name: string;
  organizationId: Id<'org'>;
  departmentId: Id<'dep'>;
  permissions: string[];
}

export interface Me {
  user: {
    id: Id<'usr'>;
    name: string;
    email: string;
    isDemo: boolean;
    /** Whether there is a password, and it is theirs to change. */
    hasOwnPassword: boolean;
  };
  sessionId: Id<'ses'>;
  platformPermissions: string[];
  organizations: MyOrganization[];
  projects: MyProject[];
}

/** Who the person is and where they may do what. The screens choose their emphasis by it; the server decides anew each time. */
export async function findMe(db: Db, actor: UserActor): Promise<Me> {
  const [{ passwordHash, ...user }, bindings, projects, memberships] = await Promise.all([
    db.user.findUniqueOrThrow({
      where: { id: uuidFromId(actor.id) },
      select: { name: true, email: true, isDemo: true, passwordHash: true },
    }),
    findBindings(db, actor.id),
    listProjectsFor(actor, { db }),
    db.organizationMember.findMany({ where: { userId: uuidFromId(actor.id), removedAt: null } }),
  ]);
  const permissions = registeredNames('permissions');
  const organizationIds = new Set<Id<'org'>>([
    ...memberships.map((member) => idFromUuid('org', member.organizationId)),
    ...projects.map((project) => project.organizationId),
    ...bindings.flatMap((binding) => (binding.scope.organizationId ? [binding.scope.organizationId] : [])),
  ]);
  return {
    user: {
      id: actor.id,
      ...user,
      hasOwnPassword: hasOwnPassword({ passwordHash, isDemo: user.isDemo }),
    },
    sessionId: actor.sessionId,
    platformPermissions: permissionsAt(bindings, permissions, { kind: 'platform' }),
    organizations: await findOrganizations(db, [...organizationIds], { bindings, permissions }),
    projects: projects
      .filter((project) => !project.archivedAt)
      .map((project) => ({
        id: project.id,
        name: project.name,
        organizationId: project.organizationId,
        departmentId: project.departmentId,
        permissions: permissionsAt(bindings, permissions, {
          kind: 'project',
          organizationId: project.organizationId,
          departmentId: project.departmentId,
          projectId: project.id,
        }),
      })),
  };
}

async function findOrganizations(
  db: Db,
  ids: Id<'org'>[],
  held: { bindings: readonly HeldBinding[]; permissions: readonly string[] },
): Promise<MyOrganization[]> {
  const rows = await db.organization.findMany({
    where: { id: { in: ids.map(uuidFromId) }, closedAt: null },
    orderBy: { name: 'asc' },
  });
  return rows.map((row) => {
    const id = idFromUuid('org', row.id);
    return {
      id,
      slug: row.slug,
      name: row.name,
      timeZone: row.timeZone,
      permissions: permissionsAt(held.bindings, held.permissions, { kind: 'organization', organizationId: id }),
    };
  });
}
