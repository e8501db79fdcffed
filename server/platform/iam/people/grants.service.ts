import { appendAudit } from '@/server/platform/audit';
import { registeredNames } from '@/server/platform/registry';
import { inTransaction, type Tx } from '@/server/shared/db';
import { sharedErrors } from '@/server/shared/errors';
import { uuidFromId, type Id } from '@/server/shared/ids';
import { iamErrors } from '../iam.errors';
import { iamEvents } from '../iam.events';
import type { Actor, Scope, UserActor } from '../iam.types';
import { findBindings } from '../rights/rights.repository';
import { holdsRole, reaches, type Place } from '../rights/rights.rules';
import { findRole } from '../rights/roles';
import { completePlace } from '../rights/scope';
import {
  findBinding,
  findBindingsWithin,
  hasBinding,
  insertBinding,
  lockAndFindOtherOwner,
  markBindingRevoked,
  type BindingFacts,
} from './bindings.repository';
import { findPerson, isMember, markMemberRemoved, upsertMember } from './people.repository';

/** A role at a place, to be given or taken away. */
export interface Grant {
  principalId: Id<'usr'>;
  role: string;
  effect: 'allow' | 'deny';
  place: Place;
}

/**
 * Refuses a role that does not belong to that level (`iam.role_not_for_scope`) or of which the actor lacks a right there
 * (`iam.grant_beyond_own`).
 */
export async function checkMayGive(tx: Tx, actor: UserActor, given: { role: string; place: Place }): Promise<void> {
  if (!findRole(given.role)?.scopeKinds.includes(given.place.kind)) throw iamErrors.role_not_for_scope();
  const held = await findBindings(tx.db, actor.id);
  const check = { place: given.place, allPermissions: registeredNames('permissions') };
  if (!holdsRole(held, given.role, check)) throw iamErrors.grant_beyond_own();
}

/** Gives a role in a place in which the right to do so was proven. The person must belong to the organization. */
export function grantRole(actor: UserActor, scope: Scope, input: Omit<Grant, 'place'>): Promise<Id<'rbd'>> {
  return inTransaction(async (tx) => {
    const place: Place = scope;
    await checkMayGive(tx, actor, { role: input.role, place });
    const person = await findPerson(tx.db, input.principalId);
    const belongs =
      place.organizationId === undefined || (await isMember(tx.db, place.organizationId, input.principalId));
    if (!person || !belongs) throw iamErrors.not_a_member();
    if (input.effect === 'deny') await checkMayDeny(tx, actor, { userId: input.principalId, place });
    return bindRole(tx, actor, { ...input, place });
  });
}

/**
 * A denial beats every role that reaches its place, so it needs the right to take each of these away (`iam.grant_beyond_own`),
 * and meets neither the last owner (`iam.last_owner`) nor anybody with a platform role (`iam.platform_role_held`). Plain
 * membership, which everybody has, puts nobody above anybody.
 */
async function checkMayDeny(tx: Tx, actor: UserActor, target: { userId: Id<'usr'>; place: Place }): Promise<void> {
  const held = await findBindings(tx.db, target.userId, { evenDisabled: true });
  for (const { role, scope, effect } of held) {
    const place = await completePlace(tx.db, scope);
    if (effect === 'deny' || role === 'member' || !place) continue;
    if (!reaches(place, target.place) && !reaches(target.place, place)) continue;
    await checkMayGive(tx, actor, { role, place });
    if (place.kind === 'platform') throw iamErrors.platform_role_held();
    const { organizationId } = place;
    const isOwnership = role === 'owner' && organizationId !== undefined;
    if (isOwnership && !(await lockAndFindOtherOwner(tx, organizationId, target.userId))) throw iamErrors.last_owner();
  }
}

/** Writes a binding with its audit row and event, in the caller's transaction. Checks nothing. */
export async function bindRole(tx: Tx, actor: Actor, grant: Grant): Promise<Id<'rbd'>> {
  const createdById = actor.kind === 'user' ? (actor.id as Id<'usr'>) : null;
  const id = await insertBinding(tx, { ...grant, createdById });
  await appendAudit(tx, { actor, action: 'iam.role.granted', result: 'ok', ...describe(id, grant) });
  await iamEvents.binding_given.publish(
    tx,
    { binding_id: id, user_id: grant.principalId },
    { userId: uuidFromId(grant.principalId) },
  );
  await told(tx, grant.place);
  return id;
}

/** Makes somebody a member of the organization, with what every member may. */
export async function addMember(
  tx: Tx,
  actor: Actor,
  member: { organizationId: Id<'org'>; userId: Id<'usr'> },
): Promise<void> {
  await upsertMember(tx, member.organizationId, member.userId);
  const grant: Grant = {
    principalId: member.userId,
    role: 'member',
    effect: 'allow',
    place: { kind: 'organization', organizationId: member.organizationId },
  };
  if (!(await hasBinding(tx.db, grant))) await bindRole(tx, actor, grant);
}

/**
 * Takes a role away. The binding has to stand at the scope in which the right was proven, or below; any other is answered
 * like one that does not exist.
 */
export function revokeRole(actor: UserActor, scope: Scope, bindingId: Id<'rbd'>): Promise<void> {
  return inTransaction(async (tx) => {
    const binding = await findBinding(tx.db, bindingId);
    const place = binding && (await completePlace(tx.db, binding.scope));
    if (!place || binding.revokedAt || !reaches(scope, place)) throw sharedErrors.not_found();
    await checkMayTake(tx, actor, { binding, place });
    await unbind(tx, actor, binding);
  });
}

/** As for giving. A superadmin may lift any denial, even one that keeps themselves from holding what it denies. */
async function checkMayTake(
  tx: Tx,
  actor: UserActor,
  { binding, place }: { binding: BindingFacts; place: Place },
): Promise<void> {
  if (binding.effect === 'deny') {
    const held = await findBindings(tx.db, actor.id);
    if (held.some(({ role, effect }) => effect === 'allow' && role === 'platform_superadmin')) return;
  }
  await checkMayGive(tx, actor, { role: binding.role, place });
}

/**
 * Takes a person out of the organization: membership, and every role in it and below. Their past stays. Nobody can do so with
 * themselves (`iam.own_removal`): half-way through they would lose the right to go on.
 */
export function removePerson(actor: UserActor, scope: Scope, userId: Id<'usr'>): Promise<void> {
  return inTransaction(async (tx) => {
    if (scope.kind !== 'organization') throw sharedErrors.not_found();
    if (userId === actor.id) throw iamErrors.own_removal();
    const { organizationId } = scope;
    const person = await findPerson(tx.db, userId);
    if (!person || !(await isMember(tx.db, organizationId, userId))) throw sharedErrors.not_found();
    const bindings = await findBindingsWithin(tx.db, organizationId, [userId]);
    for (const binding of bindings) {
      const place = (await completePlace(tx.db, binding.scope)) ?? binding.scope;
      await checkMayTake(tx, actor, { binding, place });
      await unbind(tx, actor, binding);
    }
    await markMemberRemoved(tx, organizationId, userId);
    await appendAudit(tx, {
      actor,
      action: 'iam.person.removed',
      target: { kind: 'person', id: userId, name: person.email },
      result: 'ok',
      metadata: { bindings: bindings.length },
      organizationId,
    });
  });
}

async function unbind(tx: Tx, actor: UserActor, binding: BindingFacts): Promise<void> {
  const { organizationId } = binding.scope;
  const isOwnership = binding.role === 'owner' && binding.effect === 'allow' && organizationId !== undefined;
  if (isOwnership && !(await lockAndFindOtherOwner(tx, organizationId, binding.principalId))) {
    throw iamErrors.last_owner();
  }
  if (!(await markBindingRevoked(tx, binding.id, actor.id))) throw sharedErrors.not_found();
  const grant: Grant = { ...binding, place: binding.scope };
  await appendAudit(tx, { actor, action: 'iam.role.revoked', result: 'ok', ...describe(binding.id, grant) });
  await iamEvents.binding_revoked.publish(
    tx,
    { binding_id: binding.id, user_id: binding.principalId },
    { userId: uuidFromId(binding.principalId) },
  );
  await told(tx, binding.scope);
}

function describe(id: Id<'rbd'>, { principalId, role, effect, place }: Grant) {
  return {
    target: { kind: 'role_binding', id, name: role },
    metadata: { person: principalId, role, effect, scope: place.kind },
    organizationId: place.organizationId ?? null,
    departmentId: place.departmentId ?? null,
    projectId: place.projectId ?? null,
  };
}

async function told(tx: Tx, { organizationId }: Place): Promise<void> {
  if (!organizationId) return;
  const audience = { organizationId: uuidFromId(organizationId) };
  await iamEvents.people_changed.publish(tx, { organization_id: organizationId }, audience);
}
