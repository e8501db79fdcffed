import { registeredNames } from '@/server/platform/registry';
import { database, type Tx } from '@/server/shared/db';
import type { Id } from '@/server/shared/ids';
import type { Page } from '@/server/shared/trpc';
import type { Scope, ScopeKind, UserActor } from '../iam.types';
import { findBindings } from '../rights/rights.repository';
import { holdsRole, type Place } from '../rights/rights.rules';
import { BUILT_IN_ROLES, BUILT_IN_ROLE_NAMES, findRole, type BuiltInRoleName } from '../rights/roles';
import { findPlaceNames, offsetOf } from '../tree/tree.pages';
import { hashPassword } from '../sign-in/password';
import { findPeople } from './people.query';
import { insertPerson } from './people.repository';

/** A role somebody holds, with where. */
export interface BindingView {
  id: Id<'rbd'>;
  role: string;
  roleTitle: string;
  effect: 'allow' | 'deny';
  placeKind: ScopeKind;
  placeId: string;
  placeName: string;
}

export interface PersonView {
  id: Id<'usr'>;
  name: string;
  email: string;
  joinedAt: Date;
  lastSeenAt: Date | null;
  isDisabled: boolean;
  bindings: BindingView[];
}

/** One page of the people of a scope, with the roles they hold at it, above it in its organization, or below it. */
export async function listPeople(
  scope: Exclude<Scope, { kind: 'platform' }>,
  input: { text?: string | undefined; role?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Page<PersonView>> {
  const db = database();
  const [page, names] = await Promise.all([
    findPeople(db, scope, {
      ...(input.text && { text: input.text }),
      ...(input.role && { role: input.role }),
      offset: offsetOf(input.cursor),
      limit: input.limit,
    }),
    findPlaceNames(db, scope.organizationId),
  ]);
  const items = page.items.map((person) => ({
    ...person,
    bindings: person.bindings.map((binding) => {
      const placeId =
        binding.scope.projectId ?? binding.scope.departmentId ?? binding.scope.organizationId ?? 'platform';
      return {
        id: binding.id,
        role: binding.role,
        roleTitle: findRole(binding.role)?.title ?? binding.role,
        effect: binding.effect,
        placeKind: binding.scope.kind,
        placeId,
        placeName: names.get(placeId) ?? '',
      };
    }),
  }));
  return { ...page, items };
}

/** A role that the asker may give at a place. */
export interface GrantableRole {
  name: BuiltInRoleName;
  title: string;
  summary: string;
}

/** The roles of that level of which the actor holds every right there. */
export async function listGrantableRoles(actor: UserActor, scope: Scope): Promise<GrantableRole[]> {
  const place: Place = scope;
  const held = await findBindings(database(), actor.id);
  const check = { place, allPermissions: registeredNames('permissions') };
  return BUILT_IN_ROLE_NAMES.filter(
    (name) => findRole(name)?.scopeKinds.includes(place.kind) && holdsRole(held, name, check),
  ).map((name) => ({ name, title: BUILT_IN_ROLES[name].title, summary: BUILT_IN_ROLES[name].summary }));
}

/**
 * Makes an account with a password in the caller's transaction (demo data, tests). Everybody else gets theirs by a link or
 * from the identity provider.
 */
export async function addPerson(
  tx: Tx,
  person: { email: string; name: string; password: string; isDemo: boolean },
): Promise<Id<'usr'>> {
  const passwordHash = await hashPassword(person.password);
  return (await insertPerson(tx, { ...person, passwordHash })).id;
}
