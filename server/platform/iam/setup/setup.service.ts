import { appendAudit } from '@/server/platform/audit';
import { processNow } from '@/server/shared/clock';
import { database, inTransaction, type Db, type Tx } from '@/server/shared/db';
import { env } from '@/server/shared/env';
import { iamErrors } from '../iam.errors';
import { systemActor, type Actor } from '../iam.types';
import { findOpenLink, insertLink, revokeSetupLinks, spendLink } from '../links/links.repository';
import { hashToken, makeToken } from '../links/token';
import { insertBinding } from '../people/bindings.repository';
import { insertPerson, upsertMember } from '../people/people.repository';
import type { Client } from '../sessions/authenticate';
import { hashPassword } from '../sign-in/password';
import { createOrganization, type MadeOrganization } from '../tree/tree.service';

const SETUP_LINK_MS = 3_600_000;
/** Any number, as long as nobody else takes it: one set-up at a time, whoever starts it. */
const SETUP_LOCK = 7_270_001;

/**
 * Makes the one-time link that creates the first organization, and withdraws earlier ones; null when there is an
 * organization. It works for an hour. The token stands in the fragment, which no server sees; print it, do not log it.
 */
export function makeSetupLink(): Promise<{ url: string; expiresAt: Date } | null> {
  return inTransaction(async (tx) => {
    await lockSetup(tx);
    if (await hasOrganization(tx.db)) return null;
    await revokeSetupLinks(tx);
    const { token, tokenHash } = makeToken();
    const expiresAt = new Date(tx.now.getTime() + SETUP_LINK_MS);
    const id = await insertLink(tx, { purpose: 'setup', tokenHash, expiresAt });
    await appendAudit(tx, {
      actor: systemActor('start'),
      action: 'iam.setup.link_made',
      target: { kind: 'invitation', id },
      result: 'ok',
      metadata: { expires_at: expiresAt.toISOString() },
    });
    return { url: `${env().publicUrl}/setup#${token}`, expiresAt };
  });
}

/** Whether a set-up link still works. Fails with `iam.link_not_valid` when not. */
export async function checkSetupLink(token: string): Promise<void> {
  const link = await findOpenLink(database(), hashToken(token), processNow());
  if (link?.purpose !== 'setup') throw iamErrors.link_not_valid();
}

export interface SetupInput {
  token: string;
  organizationName: string;
  projectName: string;
  timeZone: string;
  person: { name: string; email: string; password: string };
}

/**
 * Spends the set-up link: person, organization, default department, first project, and the roles of platform superadmin and
 * owner, all or nothing. Of two people with the same link one wins; the other gets `iam.link_not_valid`.
 */
export async function completeSetup(input: SetupInput, client: Client): Promise<MadeOrganization> {
  await checkSetupLink(input.token);
  const passwordHash = await hashPassword(input.person.password);
  return inTransaction(async (tx) => {
    await lockSetup(tx);
    const link = await findOpenLink(tx.db, hashToken(input.token), tx.now);
    if (link?.purpose !== 'setup' || (await hasOrganization(tx.db))) throw iamErrors.link_not_valid();
    const person = await insertPerson(tx, { ...input.person, passwordHash });
    if (!(await spendLink(tx, link.id, person.id))) throw iamErrors.link_not_valid();
    const actor: Actor = { kind: 'user', id: person.id, name: person.name, ...client };
    const made = await createOrganization(tx, actor, {
      name: input.organizationName,
      timeZone: input.timeZone,
      firstProjectName: input.projectName,
    });
    await upsertMember(tx, made.organizationId, person.id);
    const held = { principalId: person.id, effect: 'allow', createdById: null } as const;
    await insertBinding(tx, { ...held, role: 'platform_superadmin', place: { kind: 'platform' } });
    const place = { kind: 'organization', organizationId: made.organizationId } as const;
    await insertBinding(tx, { ...held, role: 'owner', place });
    await appendAudit(tx, {
      actor,
      action: 'iam.setup.completed',
      target: { kind: 'organization', id: made.organizationId, name: input.organizationName },
      result: 'ok',
      metadata: { roles: ['platform_superadmin', 'owner'] },
      organizationId: made.organizationId,
    });
    return made;
  });
}

async function hasOrganization(db: Db): Promise<boolean> {
  return (await db.organization.findFirst({ select: { id: true } })) !== null;
}

async function lockSetup(tx: Tx): Promise<void> {
  await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(${SETUP_LOCK})`;
}
