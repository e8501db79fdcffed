import { database, type Db } from '@/server/shared/db';
import { isRegistered } from '@/server/platform/registry';
import type { Id } from '@/server/shared/ids';
import type { Actor, Scope, ScopeOf, ScopeRef } from '../iam.types';
import { findProjectsOf } from '../tree/tree.query';
import type { ProjectFacts } from '../tree/tree.repository';
import { findBindings } from './rights.repository';
import { decide, type Decision, type HeldBinding, type Place } from './rights.rules';
import { mintScope, resolvePlace } from './scope';

/** A proven right: where, and the role that gave it. */
interface Proven<R extends ScopeRef> {
  ok: true;
  scope: ScopeOf<R>;
  role: string;
}

/** A refusal: `place` is null when there is no such place. */
interface Refused {
  ok: false;
  place: Place | null;
}

/**
 * Proves a right or refuses, failing closed: an unregistered permission, an unknown place and a missing right are all a no.
 */
export async function prove<R extends ScopeRef>(
  db: Db,
  question: { actor: Actor; permission: string; ref: R },
): Promise<Proven<R> | Refused> {
  const { actor, permission, ref } = question;
  const place = await resolvePlace(db, ref);
  if (!place || actor.id === null || !isRegistered('permissions', permission)) return { ok: false, place };
  const decision = decide(await findBindings(db, actor.id), permission, place);
  const [first] = decision.allows;
  if (!decision.allowed || !first) return { ok: false, place };
  return { ok: true, scope: mintScope(place) as ScopeOf<R>, role: first.role };
}

/** Whether the actor holds a permission at a place, now. For deciding inside a service; a procedure is guarded instead. */
export async function can(actor: Actor, permission: string, ref: ScopeRef): Promise<boolean> {
  return (await prove(database(), { actor, permission, ref })).ok;
}

/** The scope in which the actor holds a permission, or null. */
export async function scopeFor<R extends ScopeRef>(
  db: Db,
  question: { actor: Actor; permission: string; ref: R },
): Promise<ScopeOf<R> | null> {
  const answer = await prove(db, question);
  return answer.ok ? answer.scope : null;
}

/** Who decided, and how: what `explain` answers. */
export interface Explanation extends Decision {
  permission: string;
  isRegistered: boolean;
  /** Whether the place exists. */
  isKnownPlace: boolean;
}

/** Names the bindings that decide whether a principal holds a permission at a place. */
export async function explain(
  db: Db,
  question: { principalId: Id<'usr'> | Id<'sac'>; permission: string; ref: ScopeRef },
): Promise<Explanation> {
  const place = await resolvePlace(db, question.ref);
  const known = isRegistered('permissions', question.permission);
  const none: Decision = { allowed: false, allows: [], denies: [] };
  const decision = place ? decide(await findBindings(db, question.principalId), question.permission, place) : none;
  return {
    ...decision,
    allowed: decision.allowed && known,
    permission: question.permission,
    isRegistered: known,
    isKnownPlace: place !== null,
  };
}

/** A project that the actor may see, with the scope that proves it. */
export interface ReachableProject extends ProjectFacts {
  scope: Extract<Scope, { kind: 'project' }>;
}

/**
 * The projects in which the actor holds `permission` (default: to see the project), by name; of one organization when given.
 */
export async function listProjectsFor(
  actor: Actor,
  options: { permission?: string; organizationId?: Id<'org'>; db?: Db } = {},
): Promise<ReachableProject[]> {
  const db = options.db ?? database();
  if (actor.id === null) return [];
  const bindings = await findBindings(db, actor.id);
  const permission = options.permission ?? 'iam.project.read';
  const projects = await findProjectsOf(db, reachOf(bindings), options.organizationId);
  return projects.flatMap((project) => {
    const place: Place = {
      kind: 'project',
      organizationId: project.organizationId,
      departmentId: project.departmentId,
      projectId: project.id,
    };
    if (!decide(bindings, permission, place).allowed) return [];
    return [{ ...project, scope: mintScope(place) as Extract<Scope, { kind: 'project' }> }];
  });
}

/** The places at which allow bindings stand: everything anybody with them could reach lies at or below one. */
function reachOf(bindings: readonly HeldBinding[]): Place[] {
  return bindings.filter((binding) => binding.effect === 'allow').map((binding) => binding.scope);
}
