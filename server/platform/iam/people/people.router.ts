import { z } from 'zod';
import { zId } from '@/server/shared/ids';
import { pageInput, router } from '@/server/shared/trpc';
import { zRole, zScopeRef, zTenantRef } from '../iam.schemas';
import { guarded } from '../procedures/procedures';
import { BUILT_IN_ROLES, BUILT_IN_ROLE_NAMES } from '../rights/roles';
import { explainFor } from './explain';
import { grantRole, removePerson, revokeRole } from './grants.service';
import { listPeople, listGrantableRoles } from './people.service';

/** The people of a place. */
export const peopleRouter = router({
  list: guarded({
    permission: 'iam.person.read',
    input: pageInput.extend({
      scope: zTenantRef,
      text: z.string().trim().max(100).optional(),
      role: zRole.optional(),
    }),
    locate: (input) => input.scope,
  }).query(({ ctx, input }) => listPeople(ctx.scope, input)),
  remove: guarded({
    permission: 'iam.person.remove',
    input: z.object({ organizationId: zId('org'), userId: zId('usr') }),
    locate: (input) => ({ kind: 'organization' as const, organizationId: input.organizationId }),
  }).mutation(({ ctx, input }) => removePerson(ctx.actor, ctx.scope, input.userId)),
});

/** Roles: what they are, who has them, and why somebody may do something. */
export const rolesRouter = router({
  list: guarded({
    permission: 'iam.role.read',
    input: z.object({ scope: zScopeRef }),
    locate: (input) => input.scope,
  }).query(() =>
    BUILT_IN_ROLE_NAMES.map((name) => ({
      name,
      title: BUILT_IN_ROLES[name].title,
      summary: BUILT_IN_ROLES[name].summary,
      scopeKinds: [...BUILT_IN_ROLES[name].scopeKinds],
      permissions: [...BUILT_IN_ROLES[name].permissions],
    })),
  ),
  grantable: guarded({
    permission: 'iam.role.grant',
    input: z.object({ scope: zScopeRef }),
    locate: (input) => input.scope,
  }).query(({ ctx }) => listGrantableRoles(ctx.actor, ctx.scope)),
  grant: guarded({
    permission: 'iam.role.grant',
    input: z.object({
      scope: zScopeRef,
      userId: zId('usr'),
      role: zRole,
      effect: z.enum(['allow', 'deny']).default('allow'),
    }),
    locate: (input) => input.scope,
  }).mutation(({ ctx, input }) =>
    grantRole(ctx.actor, ctx.scope, { principalId: input.userId, role: input.role, effect: input.effect }),
  ),
  revoke: guarded({
    permission: 'iam.role.revoke',
    input: z.object({ scope: zScopeRef, bindingId: zId('rbd') }),
    locate: (input) => input.scope,
  }).mutation(({ ctx, input }) => revokeRole(ctx.actor, ctx.scope, input.bindingId)),
  explain: guarded({
    permission: 'iam.role.read',
    input: z.object({ scope: zScopeRef, userId: zId('usr'), permission: z.string().max(100) }),
    locate: (input) => input.scope,
  }).query(({ ctx, input }) => explainFor(ctx.scope, { userId: input.userId, permission: input.permission })),
});
