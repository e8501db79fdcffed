import { z } from 'zod';
import { zId } from '@/server/shared/ids';
import { pageInput, router } from '@/server/shared/trpc';
import { zEmail, zName, zNewPassword, zRole, zTenantRef, zToken } from '../iam.schemas';
import { guarded, publicProcedure, signedInProcedure } from '../procedures/procedures';
import { findRole } from '../rights/roles';
import { acceptAsNewPerson, acceptSignedIn, inspectInvitation, invite, revokeInvitation } from './invitations.service';
import { describeInvitation, listInvitations } from './invitations.query';

const tokenInput = z.object({ token: zToken });
const inScope = z.object({ scope: zTenantRef });

/** One-time links that add a person with a role. */
export const invitationsRouter = router({
  create: guarded({
    permission: 'iam.person.invite',
    input: inScope.extend({ email: zEmail, role: zRole }),
    locate: (input) => input.scope,
  }).mutation(({ ctx, input }) => invite(ctx.actor, ctx.scope, input)),
  list: guarded({
    permission: 'iam.person.read',
    input: pageInput.extend(inScope.shape),
    locate: (input) => input.scope,
  }).query(({ ctx, input }) => listInvitations(ctx.scope, input)),
  revoke: guarded({
    permission: 'iam.person.invite',
    input: inScope.extend({ invitationId: zId('inv') }),
    locate: (input) => input.scope,
  }).mutation(({ ctx, input }) => revokeInvitation(ctx.actor, ctx.scope, input.invitationId)),
  inspect: publicProcedure('whoever holds an invitation may read what it offers before signing in')
    .input(tokenInput)
    .mutation(async ({ input }) => {
      const facts = await describeInvitation(await inspectInvitation(input.token));
      return { ...facts, roleTitle: findRole(facts.role)?.title ?? facts.role };
    }),
  acceptAsNew: publicProcedure('the invitation itself is the right; it works once')
    .input(tokenInput.extend({ name: zName, password: zNewPassword }))
    .mutation(({ ctx, input }) => acceptAsNewPerson(input, ctx)),
  accept: signedInProcedure('the invitation itself is the right, and it names the account that may use it')
    .input(tokenInput)
    .mutation(({ ctx, input }) => acceptSignedIn(ctx.actor, input.token)),
});
