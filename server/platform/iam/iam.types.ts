import type { Id } from '@/server/shared/ids';

/** Who acts. `role` is the role that gave the right, filled in by a guarded procedure; the audit row carries it. */
export interface Actor {
  kind: 'user' | 'service_account' | 'system';
  /** Empty for the system's own actors, which go by name. */
  id: Id<'usr'> | Id<'sac'> | null;
  name: string;
  sessionId?: Id<'ses'>;
  role?: string;
  ipAddress: string | null;
  userAgent: string | null;
}

/** A person behind a live session: what every signed-in procedure has. */
export interface UserActor extends Actor {
  kind: 'user';
  id: Id<'usr'>;
  sessionId: Id<'ses'>;
}

/** A part of the program that acts by itself (`meter`, `provisioner`). It passes no guard: it is trusted code, and audited. */
export function systemActor(name: string): Actor {
  return { kind: 'system', id: null, name, ipAddress: null, userAgent: null };
}

export type ScopeKind = 'platform' | 'organization' | 'department' | 'project';

/** Names a place in the tree; says nothing about whether it exists or who may be there. */
export type ScopeRef =
  | { kind: 'platform' }
  | { kind: 'organization'; organizationId: Id<'org'> }
  | { kind: 'department'; departmentId: Id<'dep'> }
  | { kind: 'project'; projectId: Id<'prj'> };

declare const scopeBrand: unique symbol;
interface Minted {
  readonly [scopeBrand]: true;
}

export type PlatformScope = Minted & { readonly kind: 'platform' };
export type OrganizationScope = Minted & { readonly kind: 'organization'; readonly organizationId: Id<'org'> };
export type DepartmentScope = Minted & {
  readonly kind: 'department';
  readonly organizationId: Id<'org'>;
  readonly departmentId: Id<'dep'>;
};
export type ProjectScope = Minted & {
  readonly kind: 'project';
  readonly organizationId: Id<'org'>;
  readonly departmentId: Id<'dep'>;
  readonly projectId: Id<'prj'>;
};

/**
 * A place in the tree in which a right was proven. Only iam mints one, so a tenant query that takes a Scope cannot be
 * written for a request that nobody checked.
 */
export type Scope = PlatformScope | OrganizationScope | DepartmentScope | ProjectScope;

/** The Scope that a ScopeRef of this kind becomes once it is proven. */
export type ScopeOf<R extends ScopeRef> = Extract<Scope, { kind: R['kind'] }>;
