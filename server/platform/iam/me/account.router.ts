import { z } from 'zod';
import { zId } from '@/server/shared/ids';
import { router } from '@/server/shared/trpc';
import { zCurrentPassword, zNewPassword } from '../iam.schemas';
import { signedInProcedure } from '../procedures/procedures';
import { changePassword } from '../sign-in/change-password';
import { listOwnSessions, revokeOtherSessions, revokeOwnSession } from '../sessions/sessions.service';

/** A person's own sessions. */
export const sessionsRouter = router({
  list: signedInProcedure('lists the sessions of the person who asks').query(async ({ ctx }) =>
    (await listOwnSessions(ctx.actor)).map((session) => ({
      id: session.id,
      method: session.method,
      createdAt: session.createdAt,
      lastSeenAt: session.lastSeenAt,
      expiresAt: session.expiresAt,
      ipAddress: session.ipAddress,
      userAgent: session.userAgent,
      isCurrent: session.id === ctx.actor.sessionId,
    })),
  ),
  revoke: signedInProcedure('ends a session of the person who asks, and no other')
    .input(z.object({ sessionId: zId('ses') }))
    .mutation(({ ctx, input }) => revokeOwnSession(ctx.actor, input.sessionId)),
  revokeOthers: signedInProcedure('ends the sessions of the person who asks').mutation(({ ctx }) =>
    revokeOtherSessions(ctx.actor),
  ),
});

/** A person's own account. */
export const accountRouter = router({
  changePassword: signedInProcedure('changes the password of the person who asks, and of no other')
    .input(z.object({ current: zCurrentPassword, next: zNewPassword }))
    .mutation(({ ctx, input }) => changePassword(ctx.actor, input)),
});
