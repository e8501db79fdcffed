import type { Db, Prisma, Tx } from '@/server/shared/db';
import { idFromUuid, newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import { placeColumns, placeOf } from '../rights/rights.repository';
import type { Place } from '../rights/rights.rules';
import { whereWithin } from '../rights/scope';

export type LinkPurpose = 'setup' | 'member' | 'organization_owner';

/** A one-time link as it is stored: never its token. */
export interface LinkFacts {
  id: Id<'inv'>;
  purpose: LinkPurpose;
  organizationId: Id<'org'> | null;
  email: string | null;
  role: string | null;
  place: Place | null;
  createdAt: Date;
  createdById: Id<'usr'> | null;
  expiresAt: Date;
  usedAt: Date | null;
  revokedAt: Date | null;
}

function linkFacts(row: Prisma.InvitationGetPayload<object>): LinkFacts {
  return {
    id: idFromUuid('inv', row.id),
    purpose: row.purpose as LinkPurpose,
    organizationId: row.organizationId && idFromUuid('org', row.organizationId),
    email: row.email,
    role: row.role,
    place: row.scopeKind ? placeOf({ ...row, scopeKind: row.scopeKind }) : null,
    createdAt: row.createdAt,
    createdById: row.createdById && idFromUuid('usr', row.createdById),
    expiresAt: row.expiresAt,
    usedAt: row.usedAt,
    revokedAt: row.revokedAt,
  } as LinkFacts;
}

export interface NewLink {
  purpose: LinkPurpose;
  tokenHash: Buffer<ArrayBuffer>;
  expiresAt: Date;
  email?: string;
  role?: string;
  place?: Place;
  createdById?: Id<'usr'>;
}

export async function insertLink(tx: Tx, link: NewLink): Promise<Id<'inv'>> {
  const id = newUuid();
  const { place } = link;
  await tx.db.invitation.create({
    data: {
      id,
      purpose: link.purpose,
      tokenHash: link.tokenHash,
      email: link.email ?? null,
      role: link.role ?? null,
      ...(place && placeColumns(place)),
      createdAt: tx.now,
      createdById: link.createdById ? uuidFromId(link.createdById) : null,
      expiresAt: link.expiresAt,
    },
  });
  return idFromUuid('inv', id);
}

const open = (now: Date) => ({ usedAt: null, revokedAt: null, expiresAt: { gt: now } });

/** The link of that token, if it still works at `now`. */
export async function findOpenLink(db: Db, tokenHash: Buffer<ArrayBuffer>, now: Date): Promise<LinkFacts | null> {
  const row = await db.invitation.findFirst({ where: { tokenHash, ...open(now) } });
  return row && linkFacts(row);
}

export async function findLink(db: Db, id: Id<'inv'>): Promise<LinkFacts | null> {
  const row = await db.invitation.findUnique({ where: { id: uuidFromId(id) } });
  return row && linkFacts(row);
}

/** Spends a link that still works. Of two who try at once exactly one gets true: the other waits on the row and finds it spent. */
export async function spendLink(tx: Tx, id: Id<'inv'>, usedById: Id<'usr'>): Promise<boolean> {
  const changed = await tx.db.invitation.updateMany({
    where: { id: uuidFromId(id), ...open(tx.now) },
    data: { usedAt: tx.now, usedById: uuidFromId(usedById) },
  });
  return changed.count === 1;
}

/** Withdraws a link; false when it was used or withdrawn already. */
export async function markLinkRevoked(tx: Tx, id: Id<'inv'>): Promise<boolean> {
  const changed = await tx.db.invitation.updateMany({
    where: { id: uuidFromId(id), usedAt: null, revokedAt: null },
    data: { revokedAt: tx.now },
  });
  return changed.count === 1;
}

/** Withdraws the links still open for that address, role and place; gives their ids. */
export async function withdrawOpenLinks(
  tx: Tx,
  { email, role, place }: { email: string; role: string; place: Place },
): Promise<Id<'inv'>[]> {
  const rows = await tx.db.invitation.updateManyAndReturn({
    where: { ...open(tx.now), email, role, ...placeColumns(place) },
    data: { revokedAt: tx.now },
    select: { id: true },
  });
  return rows.map((row) => idFromUuid('inv', row.id));
}

/** Withdraws every set-up link that was not used. */
export async function revokeSetupLinks(tx: Tx): Promise<void> {
  await tx.db.invitation.updateMany({
    where: { purpose: 'setup', usedAt: null, revokedAt: null },
    data: { revokedAt: tx.now },
  });
}

/** One page of the open invitations at a place or below it, newest first. */
export async function findOpenLinksOf(
  db: Db,
  place: Place & { organizationId: Id<'org'> },
  page: { now: Date; offset: number; limit: number },
): Promise<{ items: LinkFacts[]; total: number }> {
  const where: Prisma.InvitationWhereInput = {
    ...(await whereWithin(db, place)),
    ...open(page.now),
  };
  const [rows, total] = await Promise.all([
    db.invitation.findMany({
      where,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      skip: page.offset,
      take: page.limit,
    }),
    db.invitation.count({ where }),
  ]);
  return { items: rows.map(linkFacts), total };
}
