import './iam.constraints';
import './iam.jobs';
import './iam.registration';

export {
  systemActor,
  type Actor,
  type DepartmentScope,
  type OrganizationScope,
  type PlatformScope,
  type ProjectScope,
  type Scope,
  type ScopeKind,
  type ScopeOf,
  type ScopeRef,
  type UserActor,
} from './iam.types';
export { guarded, publicProcedure, signedInProcedure } from './procedures/procedures';
export { refOf, scopeWhere, type ScopeWhere } from './rights/scope';
export {
  can,
  explain,
  listProjectsFor,
  scopeFor,
  type Explanation,
  type ReachableProject,
} from './rights/rights.service';
export { BUILT_IN_ROLE_NAMES, BUILT_IN_ROLES, roleHolds, type BuiltInRoleName } from './rights/roles';
export { authenticate, noteUse, type Client } from './sessions/authenticate';
export {
  findDepartment,
  findOrganization,
  findProject,
  lockProject,
  type DepartmentFacts,
  type OrganizationFacts,
  type ProjectFacts,
} from './tree/tree.repository';
export { trailRouter } from './trail/trail.router';
export type { Me, MyOrganization, MyProject } from './me/me.query';
export { meRouter } from './me/me.router';
export { iamRouter } from './iam.router';
export { makeSetupLink } from './setup/setup.service';
export { serveSignIn } from './sign-in/auth-options';
export { sessionCookieName } from './sessions/cookie';
export { revokeSession } from './sessions/sessions.service';
export { onOrganizationCreated, type OrganizationHook } from './tree/organization-hooks';
export { onProjectMoved, type ProjectMove } from './tree/project-hooks';
export { addDepartment, addProject, createOrganization } from './tree/tree.service';
export { addMember, bindRole } from './people/grants.service';
export { addPerson } from './people/people.service';
export { zScopeRef, zTenantRef } from './iam.schemas';
export { DEMO_PASSWORD } from './sign-in/sign-in.query';
