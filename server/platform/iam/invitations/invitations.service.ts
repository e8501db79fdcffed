import { appendAudit } from '@/server/platform/audit';
import { registeredNames } from '@/server/platform/registry';
import { processNow } from '@/server/shared/clock';
import { database, inTransaction, type Tx } from '@/server/shared/db';
import { env } from '@/server/shared/env';
import { sharedErrors } from '@/server/shared/errors';
import type { Id } from '@/server/shared/ids';
import { iamErrors } from '../iam.errors';
import type { Actor, Scope, UserActor } from '../iam.types';
import {
  findLink,
  findOpenLink,
  insertLink,
  markLinkRevoked,
  spendLink,
  withdrawOpenLinks,
  type LinkFacts,
} from '../links/links.repository';
import { hashToken, makeToken } from '../links/token';
import { hasBinding } from '../people/bindings.repository';
import { addMember, bindRole, checkMayGive, type Grant } from '../people/grants.service';
import { findPerson, findPersonByEmail, insertPerson, isMember, normalEmail } from '../people/people.repository';
import { findBindings } from '../rights/rights.repository';
import { holdsRole, reaches, type Place } from '../rights/rights.rules';
import { completePlace } from '../rights/scope';
import type { Client } from '../sessions/authenticate';
import { hashPassword } from '../sign-in/password';
import { createOrganization, type NewOrganization } from '../tree/tree.service';

const INVITATION_MS = 7 * 24 * 3_600_000;

/** The link to hand over, once: its token is not stored. */
export interface MadeInvitation {
  id: Id<'inv'>;
  url: string;
  expiresAt: Date;
}

/**
 * Invites somebody with a role at a place in which the right to invite was proven. The inviter must hold the role's rights
 * there; whoever belongs to the organization already is given roles directly (`iam.already_member`).
 */
export function invite(
  actor: UserActor,
  scope: Exclude<Scope, { kind: 'platform' }>,
  input: { email: string; role: string },
): Promise<MadeInvitation> {
  return inTransaction(async (tx) => {
    const place: Place = scope;
    await checkMayGive(tx, actor, { role: input.role, place });
    const person = await findPersonByEmail(tx.db, input.email);
    if (person && (await isMember(tx.db, scope.organizationId, person.id))) throw iamErrors.already_member();
    return makeInvitation(tx, actor, { purpose: 'member', email: input.email, role: input.role, place });
  });
}

/** Makes an organization and the link by which its owner takes it over. */
export function createOrganizationWithOwner(
  actor: UserActor,
  input: NewOrganization & { ownerEmail: string },
): Promise<MadeInvitation & { organizationId: Id<'org'> }> {
  return inTransaction(async (tx) => {
    const { organizationId } = await createOrganization(tx, actor, input);
    const place = { kind: 'organization', organizationId } as const;
    await checkMayGive(tx, actor, { role: 'owner', place });
    const made = await makeInvitation(tx, actor, {
      purpose: 'organization_owner',
      email: input.ownerEmail,
      role: 'owner',
      place,
    });
    return { ...made, organizationId };
  });
}

/** Makes a link in place of any that is still open for the same address, role and place. */
async function makeInvitation(
  tx: Tx,
  actor: UserActor,
  input: { purpose: 'member' | 'organization_owner'; email: string; role: string; place: Place },
): Promise<MadeInvitation> {
  const email = normalEmail(input.email);
  // The one before got lost, or fell into somebody's hands.
  for (const replaced of await withdrawOpenLinks(tx, { ...input, email })) {
    await auditWithdrawal(tx, actor, { id: replaced, email, place: input.place });
  }
  const { token, tokenHash } = makeToken();
  const expiresAt = new Date(tx.now.getTime() + INVITATION_MS);
  const id = await insertLink(tx, { ...input, email, tokenHash, expiresAt, createdById: actor.id });
  await appendAudit(tx, {
    actor,
    action: 'iam.invitation.created',
    target: { kind: 'invitation', id, name: email },
    result: 'ok',
    metadata: { role: input.role, scope: input.place.kind, expires_at: expiresAt.toISOString() },
    ...columnsOf(input.place),
  });
  return { id, url: `${env().publicUrl}/invitation#${token}`, expiresAt };
}

/** What the holder of a link sees before accepting. */
export interface InvitationFacts {
  link: LinkFacts;
  place: Place;
  /** Whether the address has an account, which then has to accept while signed in. */
  hasAccount: boolean;
}

/** The invitation behind a token. Fails with `iam.link_not_valid`. */
export async function inspectInvitation(token: string): Promise<InvitationFacts> {
  const link = await findOpenLink(database(), hashToken(token), processNow());
  const place = link?.place && (await completePlace(database(), link.place));
  if (!link?.email || !place) throw iamErrors.link_not_valid();
  return { link, place, hasAccount: (await findPersonByEmail(database(), link.email)) !== null };
}

/** Accepts with an account made for the purpose. An address that has one already fails with `iam.account_exists`. */
export async function acceptAsNewPerson(
  input: { token: string; name: string; password: string },
  client: Client,
): Promise<{ email: string; organizationId: Id<'org'> }> {
  const { hasAccount } = await inspectInvitation(input.token);
  if (hasAccount) throw iamErrors.account_exists();
  const passwordHash = await hashPassword(input.password);
  return inTransaction(async (tx) => {
    const link = await requireOpen(tx, input.token);
    const person = await insertPerson(tx, { email: link.email, name: input.name, passwordHash });
    const actor: Actor = { kind: 'user', id: person.id, name: person.name, ...client };
    return { email: person.email, organizationId: await join(tx, actor, { link, userId: person.id }) };
  });
}

/** Accepts with the account that is signed in, which has to be the one invited. */
export function acceptSignedIn(actor: UserActor, token: string): Promise<{ organizationId: Id<'org'> }> {
  return inTransaction(async (tx) => {
    const link = await requireOpen(tx, token);
    const person = await findPerson(tx.db, actor.id);
    if (person?.email !== link.email) throw iamErrors.invitation_for_other();
    return { organizationId: await join(tx, actor, { link, userId: actor.id }) };
  });
}

/** Withdraws an open invitation of the scope; any other is answered like one that does not exist. */
export function revokeInvitation(actor: UserActor, scope: Scope, id: Id<'inv'>): Promise<void> {
  return inTransaction(async (tx) => {
    const link = await findLink(tx.db, id);
    const place = link?.place && (await completePlace(tx.db, link.place));
    if (!place || !reaches(scope, place) || !(await markLinkRevoked(tx, id))) throw sharedErrors.not_found();
    await auditWithdrawal(tx, actor, { id, email: link.email, place });
  });
}

async function auditWithdrawal(
  tx: Tx,
  actor: UserActor,
  { id, email, place }: { id: Id<'inv'>; email: string | null; place: Place },
): Promise<void> {
  await appendAudit(tx, {
    actor,
    action: 'iam.invitation.revoked',
    target: { kind: 'invitation', id, name: email },
    result: 'ok',
    ...columnsOf(place),
  });
}

interface OpenInvitation extends LinkFacts {
  email: string;
  role: string;
  place: Place;
  organizationId: Id<'org'>;
}

/**
 * The open invitation, as long as whoever made it still holds what it gives: an invitation must not outlive the rights of
 * its maker.
 */
async function requireOpen(tx: Tx, token: string): Promise<OpenInvitation> {
  const link = await findOpenLink(tx.db, hashToken(token), tx.now);
  const place = link?.place && (await completePlace(tx.db, link.place));
  if (!link?.email || !link.role || !link.organizationId || !link.createdById || !place)
    throw iamErrors.link_not_valid();
  const held = await findBindings(tx.db, link.createdById);
  const check = { place, allPermissions: registeredNames('permissions') };
  if (!holdsRole(held, link.role, check)) throw iamErrors.link_not_valid();
  return { ...link, email: link.email, role: link.role, organizationId: link.organizationId, place };
}

async function join(
  tx: Tx,
  actor: Actor,
  { link, userId }: { link: OpenInvitation; userId: Id<'usr'> },
): Promise<Id<'org'>> {
  if (!(await spendLink(tx, link.id, userId))) throw iamErrors.link_not_valid();
  await addMember(tx, actor, { organizationId: link.organizationId, userId });
  const grant: Grant = { principalId: userId, role: link.role, effect: 'allow', place: link.place };
  if (!(await hasBinding(tx.db, grant))) await bindRole(tx, actor, grant);
  await appendAudit(tx, {
    actor,
    action: 'iam.invitation.accepted',
    target: { kind: 'invitation', id: link.id, name: link.email },
    result: 'ok',
    metadata: { role: link.role, scope: link.place.kind, invited_by: link.createdById },
    ...columnsOf(link.place),
  });
  return link.organizationId;
}

function columnsOf(place: Place) {
  return {
    organizationId: place.organizationId ?? null,
    departmentId: place.departmentId ?? null,
    projectId: place.projectId ?? null,
  };
}
