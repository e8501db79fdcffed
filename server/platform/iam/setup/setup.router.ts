import { z } from 'zod';
import { router } from '@/server/shared/trpc';
import { zEmail, zName, zNewPassword, zTimeZone, zToken } from '../iam.schemas';
import { publicProcedure } from '../procedures/procedures';
import { checkSetupLink, completeSetup } from './setup.service';

/** The first person. Mutations throughout: a token travels in a body, never in an address. */
export const setupRouter = router({
  check: publicProcedure('whoever holds the set-up link may see whether it works; nobody has an account yet')
    .input(z.object({ token: zToken }))
    .mutation(({ input }) => checkSetupLink(input.token)),
  complete: publicProcedure('the set-up link itself is the right; it works once')
    .input(
      z.object({
        token: zToken,
        organizationName: zName,
        projectName: zName,
        timeZone: zTimeZone,
        person: z.object({ name: zName, email: zEmail, password: zNewPassword }),
      }),
    )
    .mutation(({ ctx, input }) => completeSetup(input, ctx)),
});
