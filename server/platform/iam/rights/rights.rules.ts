import type { Id } from '@/server/shared/ids';
import type { ScopeKind } from '../iam.types';
import { findRole, roleHolds } from './roles';

/** A place with its ancestors. What is absent is above it or does not apply. */
export interface Place {
  kind: ScopeKind;
  organizationId?: Id<'org'>;
  departmentId?: Id<'dep'>;
  projectId?: Id<'prj'>;
}

/** (principal, role, scope) with its effect, as one person holds it. */
export interface HeldBinding {
  id: Id<'rbd'>;
  role: string;
  effect: 'allow' | 'deny';
  scope: Place;
}

/** What decided, for the audit row and for `explain`. */
export interface Decision {
  allowed: boolean;
  allows: HeldBinding[];
  denies: HeldBinding[];
}

/**
 * Union down the tree; a deny wins over any allow; nothing held means no. A deny of a role that nobody knows denies
 * everything below it: what cannot be understood must not widen rights.
 */
export function decide(bindings: readonly HeldBinding[], permission: string, place: Place): Decision {
  const reaching = bindings.filter((binding) => reaches(binding.scope, place));
  const allows = reaching.filter((binding) => binding.effect === 'allow' && roleHolds(binding.role, permission));
  const denies = reaching.filter(
    (binding) => binding.effect === 'deny' && (!findRole(binding.role) || roleHolds(binding.role, permission)),
  );
  return { allowed: allows.length > 0 && denies.length === 0, allows, denies };
}

/** Whether what is bound at `from` counts at `place`: the same place, or one below it. */
export function reaches(from: Place, place: Place): boolean {
  switch (from.kind) {
    case 'platform':
      return true;
    case 'organization':
      return from.organizationId !== undefined && from.organizationId === place.organizationId;
    case 'department':
      return from.departmentId !== undefined && from.departmentId === place.departmentId;
    case 'project':
      return from.projectId !== undefined && from.projectId === place.projectId;
  }
}

/** Those of `permissions` that the bindings give at `place`. */
export function permissionsAt(
  bindings: readonly HeldBinding[],
  permissions: readonly string[],
  place: Place,
): string[] {
  return permissions.filter((permission) => decide(bindings, permission, place).allowed);
}

/** Whether somebody with these bindings holds all of a role at `place`, and so may give it or take it away there. */
export function holdsRole(bindings: readonly HeldBinding[], roleName: string, check: RoleCheck): boolean {
  const role = findRole(roleName);
  if (!role) return false;
  const needed = role.permissions.includes('*') ? check.allPermissions : role.permissions;
  return needed.every((permission) => decide(bindings, permission, check.place).allowed);
}

interface RoleCheck {
  place: Place;
  /** Every registered permission: what `*` stands for. */
  allPermissions: readonly string[];
}
