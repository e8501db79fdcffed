import type { Db, Tx } from '@/server/shared/db';
import { idFromUuid, newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import { isDisabled } from '../people/disabled';

export type SignInMethod = 'password' | 'oidc';

export interface SessionFacts {
  id: Id<'ses'>;
  userId: Id<'usr'>;
  userName: string;
  userEmail: string;
  isUserDisabled: boolean;
  method: string;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  revokedReason: string | null;
  ipAddress: string | null;
  userAgent: string | null;
}

const withUser = { user: { select: { name: true, email: true, disabledAt: true, isDemo: true } } } as const;

/** The session with the person it belongs to, or null. */
export async function findSession(db: Db, id: Id<'ses'>): Promise<SessionFacts | null> {
  const row = await db.session.findUnique({ where: { id: uuidFromId(id) }, include: withUser });
  return row && factsOf(row);
}

/** The sessions of a person that nobody revoked, latest seen first. */
export async function findSessionsOf(db: Db, userId: Id<'usr'>): Promise<SessionFacts[]> {
  const rows = await db.session.findMany({
    where: { userId: uuidFromId(userId), revokedAt: null },
    include: withUser,
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'desc' }],
  });
  return rows.map(factsOf);
}

/** Writes a session; gives its id. */
export async function insertSession(
  tx: Tx,
  session: {
    userId: Id<'usr'>;
    method: SignInMethod;
    expiresAt: Date;
    ipAddress: string | null;
    userAgent: string | null;
  },
): Promise<Id<'ses'>> {
  const id = newUuid();
  await tx.db.session.create({
    data: { ...session, id, userId: uuidFromId(session.userId), createdAt: tx.now, lastSeenAt: tx.now },
  });
  return idFromUuid('ses', id);
}

/** Ends a session; false when it was over already. */
export async function markRevoked(tx: Tx, id: Id<'ses'>, reason: string): Promise<boolean> {
  const changed = await tx.db.session.updateMany({
    where: { id: uuidFromId(id), revokedAt: null },
    data: { revokedAt: tx.now, revokedReason: reason },
  });
  return changed.count === 1;
}

/** Remembers that a live session was used. Outside a transaction: nothing else hangs on it. */
export async function touchSession(db: Db, id: Id<'ses'>, seen: { at: Date; ipAddress: string | null }): Promise<void> {
  await db.session.updateMany({
    where: { id: uuidFromId(id), revokedAt: null, lastSeenAt: { lt: seen.at } },
    data: { lastSeenAt: seen.at, ...(seen.ipAddress && { ipAddress: seen.ipAddress }) },
  });
}

interface SessionRow {
  id: string;
  userId: string;
  method: string;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  revokedReason: string | null;
  ipAddress: string | null;
  userAgent: string | null;
  user: { name: string; email: string; disabledAt: Date | null; isDemo: boolean };
}

function factsOf({ user, ...row }: SessionRow): SessionFacts {
  return {
    ...row,
    id: idFromUuid('ses', row.id),
    userId: idFromUuid('usr', row.userId),
    userName: user.name,
    userEmail: user.email,
    isUserDisabled: isDisabled(user),
  };
}
