import type { Db, Prisma } from '@/server/shared/db';
import { idFromUuid, uuidFromId, type Id } from '@/server/shared/ids';
import type { Page } from '@/server/shared/trpc';
import { pageOf } from '../tree/tree.pages';
import { reaches, type Place } from '../rights/rights.rules';
import { whereWithin } from '../rights/scope';
import { findProjectsOf } from '../tree/tree.query';
import { findBindingsWithin, type BindingFacts } from './bindings.repository';
import { isDisabled } from './disabled';

/** A place inside one organization. */
export type TenantPlace = Place & { organizationId: Id<'org'> };

export interface PersonRow {
  id: Id<'usr'>;
  name: string;
  email: string;
  joinedAt: Date;
  /** The latest use of any session; null for never. */
  lastSeenAt: Date | null;
  isDisabled: boolean;
  /** What they hold at the place, above it in the organization, or below it. */
  bindings: BindingFacts[];
}

/** One page of the people of a place, by name: members of an organization, or those with a role at or below the place. */
export async function findPeople(
  db: Db,
  place: TenantPlace,
  query: { text?: string; role?: string; offset: number; limit: number },
): Promise<Page<PersonRow>> {
  const where = await whereOf(db, place, query);
  const organizationUuid = uuidFromId(place.organizationId);
  const [rows, total] = await Promise.all([
    db.user.findMany({
      where,
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      skip: query.offset,
      take: query.limit,
      include: {
        memberships: { where: { organizationId: organizationUuid } },
        sessions: { orderBy: { lastSeenAt: 'desc' }, take: 1 },
      },
    }),
    db.user.count({ where }),
  ]);
  const ids = rows.map((row) => idFromUuid('usr', row.id));
  const bindings = await visibleFrom(db, place, await findBindingsWithin(db, place.organizationId, ids));
  const items = rows.map((row) => {
    const id = idFromUuid('usr', row.id);
    return {
      id,
      name: row.name,
      email: row.email,
      joinedAt: row.memberships[0]?.joinedAt ?? row.createdAt,
      lastSeenAt: row.sessions[0]?.lastSeenAt ?? null,
      isDisabled: isDisabled(row),
      bindings: bindings.filter((binding) => binding.principalId === id),
    };
  });
  return pageOf(items, query, total);
}

async function whereOf(
  db: Db,
  place: TenantPlace,
  query: { text?: string; role?: string },
): Promise<Prisma.UserWhereInput> {
  const organizationId = uuidFromId(place.organizationId);
  const needsBinding = query.role !== undefined || place.kind !== 'organization';
  const bindings: Prisma.RoleBindingWhereInput = {
    revokedAt: null,
    ...(query.role && { role: query.role }),
    ...(await whereWithin(db, place)),
  };
  return {
    memberships: { some: { organizationId, removedAt: null } },
    ...(needsBinding && { principal: { bindings: { some: bindings } } }),
    ...(query.text && {
      OR: [
        { name: { contains: query.text, mode: 'insensitive' } },
        { email: { contains: query.text, mode: 'insensitive' } },
      ],
    }),
  };
}

/** Those that stand at the place, above it or below it. What somebody holds beside it is nobody's business here. */
async function visibleFrom(db: Db, place: Place, bindings: readonly BindingFacts[]): Promise<BindingFacts[]> {
  // A project's binding does not name its department.
  const inside = place.kind === 'department' ? await findProjectsOf(db, [place]) : [];
  return bindings.filter(({ scope }) => {
    const isInside = place.departmentId !== undefined && inside.some((project) => project.id === scope.projectId);
    const held = isInside ? { ...scope, departmentId: place.departmentId } : scope;
    return reaches(held, place) || reaches(place, held);
  });
}
