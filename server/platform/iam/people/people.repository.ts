import type { Db, Prisma, Tx } from '@/server/shared/db';
import { idFromUuid, newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import { isDisabled } from './disabled';

export interface PersonFacts {
  id: Id<'usr'>;
  email: string;
  name: string;
  passwordHash: string | null;
  isDemo: boolean;
  isDisabled: boolean;
}

type UserRow = Prisma.UserGetPayload<object>;

function personFacts(row: UserRow): PersonFacts {
  return {
    id: idFromUuid('usr', row.id),
    email: row.email,
    name: row.name,
    passwordHash: row.passwordHash,
    isDemo: row.isDemo,
    isDisabled: isDisabled(row),
  };
}

/** E-mail addresses are compared in lower case, without the spaces around them. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

export async function findPerson(db: Db, id: Id<'usr'>): Promise<PersonFacts | null> {
  const row = await db.user.findUnique({ where: { id: uuidFromId(id) } });
  return row && personFacts(row);
}

export async function findPersonByEmail(db: Db, email: string): Promise<PersonFacts | null> {
  const row = await db.user.findUnique({ where: { email: normalEmail(email) } });
  return row && personFacts(row);
}

/** The person behind an account at an identity provider. */
export async function findPersonByIdentity(
  db: Db,
  { issuer, subject }: { issuer: string; subject: string },
): Promise<PersonFacts | null> {
  const row = await db.identity.findUnique({
    where: { issuer_subject: { issuer, subject } },
    include: { user: true },
  });
  return row && personFacts(row.user);
}

/** Writes a person; a taken e-mail address fails with `iam.account_exists`. */
export async function insertPerson(
  tx: Tx,
  person: { email: string; name: string; passwordHash: string | null; isDemo?: boolean },
): Promise<PersonFacts> {
  const id = newUuid();
  await tx.db.principal.create({ data: { id, kind: 'user', createdAt: tx.now } });
  const row = await tx.db.user.create({
    data: {
      id,
      email: normalEmail(person.email),
      name: person.name,
      passwordHash: person.passwordHash,
      isDemo: person.isDemo ?? false,
      createdAt: tx.now,
    },
  });
  return personFacts(row);
}

/** Whether the account has a password that its person may change: one of the demo data is everybody's. */
export function hasOwnPassword(person: { passwordHash: string | null; isDemo: boolean }): boolean {
  return person.passwordHash !== null && !person.isDemo;
}

/** Puts another password in the place of the one that `person` was read with; false when it is not that one any more. */
export async function replacePasswordHash(
  tx: Tx,
  person: Pick<PersonFacts, 'id' | 'passwordHash'>,
  passwordHash: string,
): Promise<boolean> {
  const changed = await tx.db.user.updateMany({
    where: { id: uuidFromId(person.id), passwordHash: person.passwordHash },
    data: { passwordHash },
  });
  return changed.count === 1;
}

/** Ties an account at an identity provider to a person. */
export async function insertIdentity(
  tx: Tx,
  identity: { issuer: string; subject: string; userId: Id<'usr'> },
): Promise<void> {
  await tx.db.identity.create({
    data: {
      issuer: identity.issuer,
      subject: identity.subject,
      userId: uuidFromId(identity.userId),
      createdAt: tx.now,
    },
  });
}

/** Makes somebody a member, or one again. */
export async function upsertMember(tx: Tx, organizationId: Id<'org'>, userId: Id<'usr'>): Promise<void> {
  const key = { organizationId: uuidFromId(organizationId), userId: uuidFromId(userId) };
  await tx.db.organizationMember.upsert({
    where: { organizationId_userId: key },
    create: { ...key, joinedAt: tx.now },
    update: { removedAt: null },
  });
}

/** Ends a membership; false when there was none. */
export async function markMemberRemoved(tx: Tx, organizationId: Id<'org'>, userId: Id<'usr'>): Promise<boolean> {
  const changed = await tx.db.organizationMember.updateMany({
    where: { organizationId: uuidFromId(organizationId), userId: uuidFromId(userId), removedAt: null },
    data: { removedAt: tx.now },
  });
  return changed.count === 1;
}

/** Whether the person belongs to the organization now. */
export async function isMember(db: Db, organizationId: Id<'org'>, userId: Id<'usr'>): Promise<boolean> {
  const count = await db.organizationMember.count({
    where: { organizationId: uuidFromId(organizationId), userId: uuidFromId(userId), removedAt: null },
  });
  return count > 0;
}
