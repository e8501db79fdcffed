import { scopeWhere, type Scope } from '@/server/platform/iam';
import { type Db, type Prisma } from '@/server/shared/db';
import { idFromUuid, isId, uuidFromId, type Id } from '@/server/shared/ids';
import type { Page } from '@/server/shared/trpc';
import type { ListInput } from './allocation.schemas';
import { UNFINISHED_STATES } from './allocation.rules';
import { listByIds } from './allocation.repository';
import type { Allocation } from './allocation.types';

const OFFSET_MAX = 1_000_000;

/** One page of a scope's allocations. The cursor is a place in the sorted list, opaque to the caller. */
export async function listPage(db: Db, scope: Scope, input: ListInput): Promise<Page<Allocation>> {
  const where = { ...scopeWhere(scope), ...filterOf(input) };
  const skip = offsetOf(input.cursor);
  const [total, rows] = await Promise.all([
    db.allocation.count({ where }),
    db.allocation.findMany({
      where,
      orderBy: [orderOf(input.sort), { id: 'desc' }],
      skip,
      take: input.limit,
      select: { id: true },
    }),
  ]);
  const items = await listByIds(
    db,
    rows.map((row) => idFromUuid('alc', row.id)),
  );
  const end = skip + items.length;
  return { items, total, nextCursor: end < total && items.length > 0 ? String(end) : null };
}

function filterOf({ state, ownerId, q }: ListInput): Prisma.AllocationWhereInput {
  const text = q.trim().toLowerCase();
  return {
    ...(state === 'live' && { state: { in: [...UNFINISHED_STATES] } }),
    ...(state !== 'live' && state !== 'all' && { state }),
    ...(ownerId && { ownerId: uuidFromId(ownerId) }),
    ...(text !== '' &&
      (isId('alc', text) ? { id: uuidFromId(text) } : { name: { contains: text, mode: 'insensitive' } })),
  };
}

function orderOf(sort: ListInput['sort']): Prisma.AllocationOrderByWithRelationInput {
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const field = sort.replace(/^-/, '');
  switch (field) {
    case 'name':
      return { name: direction };
    case 'state':
      return { state: direction };
    case 'microsPerHour':
      return { microsPerHour: direction };
    default:
      return { requestedAt: direction };
  }
}

function offsetOf(cursor: string | undefined): number {
  const offset = Number(cursor ?? 0);
  return Number.isInteger(offset) && offset >= 0 && offset <= OFFSET_MAX ? offset : 0;
}

/** Names that a screen needs beside ids; an id nobody knows has no name. */
export async function namesOf(
  db: Db,
  ids: { users: readonly Id<'usr'>[]; projects: readonly Id<'prj'>[] },
): Promise<{ user: (id: Id<'usr'>) => string; project: (id: Id<'prj'>) => string }> {
  const [users, projects] = await Promise.all([
    db.user.findMany({ where: { id: { in: ids.users.map(uuidFromId) } }, select: { id: true, name: true } }),
    db.project.findMany({ where: { id: { in: ids.projects.map(uuidFromId) } }, select: { id: true, name: true } }),
  ]);
  const userNames = new Map(users.map((row) => [row.id, row.name]));
  const projectNames = new Map(projects.map((row) => [row.id, row.name]));
  return {
    user: (id) => userNames.get(uuidFromId(id)) ?? 'Somebody who left',
    project: (id) => projectNames.get(uuidFromId(id)) ?? 'A removed project',
  };
}

/** The project of an allocation, for guards; null when there is no such allocation. */
export async function locateAllocation(
  db: Db,
  id: Id<'alc'>,
): Promise<{ kind: 'project'; projectId: Id<'prj'> } | null> {
  const row = await db.allocation.findUnique({ where: { id: uuidFromId(id) }, select: { projectId: true } });
  return row && { kind: 'project', projectId: idFromUuid('prj', row.projectId) };
}
