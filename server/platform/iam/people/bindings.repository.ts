import type { Db, Prisma, Tx } from '@/server/shared/db';
import { idFromUuid, newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import { placeColumns, placeOf } from '../rights/rights.repository';
import type { HeldBinding, Place } from '../rights/rights.rules';
import { whereEnabled } from './disabled';

export interface BindingFacts extends HeldBinding {
  principalId: Id<'usr'>;
  revokedAt: Date | null;
}

export async function findBinding(db: Db, id: Id<'rbd'>): Promise<BindingFacts | null> {
  const row = await db.roleBinding.findUnique({ where: { id: uuidFromId(id) } });
  return (
    row && {
      id: idFromUuid('rbd', row.id),
      principalId: idFromUuid('usr', row.principalId),
      role: row.role,
      effect: row.effect === 'allow' ? 'allow' : 'deny',
      scope: placeOf(row),
      revokedAt: row.revokedAt,
    }
  );
}

/** Writes a binding; the same one a second time fails with `iam.already_member`. */
export async function insertBinding(
  tx: Tx,
  binding: {
    principalId: Id<'usr'>;
    role: string;
    effect: 'allow' | 'deny';
    place: Place;
    createdById: Id<'usr'> | null;
  },
): Promise<Id<'rbd'>> {
  const id = newUuid();
  await tx.db.roleBinding.create({
    data: {
      id,
      principalId: uuidFromId(binding.principalId),
      role: binding.role,
      effect: binding.effect,
      ...placeColumns(binding.place),
      createdAt: tx.now,
      createdById: binding.createdById && uuidFromId(binding.createdById),
    },
  });
  return idFromUuid('rbd', id);
}

/** Whether that very binding stands. */
export async function hasBinding(
  db: Db,
  binding: { principalId: Id<'usr'>; role: string; effect: 'allow' | 'deny'; place: Place },
): Promise<boolean> {
  const count = await db.roleBinding.count({
    where: {
      principalId: uuidFromId(binding.principalId),
      role: binding.role,
      effect: binding.effect,
      ...placeColumns(binding.place),
      revokedAt: null,
    },
  });
  return count > 0;
}

/** Ends a binding; false when it was over already. */
export async function markBindingRevoked(tx: Tx, id: Id<'rbd'>, revokedById: Id<'usr'> | null): Promise<boolean> {
  const changed = await tx.db.roleBinding.updateMany({
    where: { id: uuidFromId(id), revokedAt: null },
    data: { revokedAt: tx.now, revokedById: revokedById && uuidFromId(revokedById) },
  });
  return changed.count === 1;
}

/** The live bindings of a person in an organization and below. */
export async function findBindingsWithin(
  db: Db,
  organizationId: Id<'org'>,
  userIds: readonly Id<'usr'>[],
): Promise<BindingFacts[]> {
  const rows = await db.roleBinding.findMany({
    where: {
      organizationId: uuidFromId(organizationId),
      principalId: { in: userIds.map(uuidFromId) },
      revokedAt: null,
    },
    orderBy: { id: 'asc' },
  });
  return rows.map((row) => ({
    id: idFromUuid('rbd', row.id),
    principalId: idFromUuid('usr', row.principalId),
    role: row.role,
    effect: row.effect === 'allow' ? 'allow' : 'deny',
    scope: placeOf(row),
    revokedAt: null,
  }));
}

/**
 * Locks the organization's row and tells whether, beside that person, somebody owns it who could sign in and to whom nothing is
 * denied there. Everything that takes ownership or its use away does so behind this lock; otherwise two owners removing each
 * other would leave none.
 */
export async function lockAndFindOtherOwner(
  tx: Tx,
  organizationId: Id<'org'>,
  besideUserId: Id<'usr'>,
): Promise<boolean> {
  const organizationUuid = uuidFromId(organizationId);
  await tx.db.$queryRaw`SELECT 1 FROM iam_organization WHERE id = ${organizationUuid}::uuid FOR NO KEY UPDATE`;
  const deniedThere: Prisma.RoleBindingWhereInput = {
    effect: 'deny',
    revokedAt: null,
    OR: [{ organizationId: organizationUuid }, { scopeKind: 'platform' }],
  };
  const count = await tx.db.roleBinding.count({
    where: {
      organizationId: organizationUuid,
      scopeKind: 'organization',
      role: 'owner',
      effect: 'allow',
      revokedAt: null,
      principalId: { not: uuidFromId(besideUserId) },
      principal: { user: whereEnabled(), bindings: { none: deniedThere } },
    },
  });
  return count > 0;
}
