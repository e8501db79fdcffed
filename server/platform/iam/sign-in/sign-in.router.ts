import { router } from '@/server/shared/trpc';
import { publicProcedure } from '../procedures/procedures';
import { describeSignIn } from './sign-in.query';

/** What the sign-in page offers. Signing in itself goes through the sign-in library's own route. */
export const signInRouter = router({
  options: publicProcedure('the sign-in page is for people who have not signed in').query(() => describeSignIn()),
});
