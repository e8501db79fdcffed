import { database } from '@/server/shared/db';
import { router } from '@/server/shared/trpc';
import { signedInProcedure } from '../procedures/procedures';
import { findMe } from './me.query';

/** What the frame of every page needs. */
export const meRouter = router({
  get: signedInProcedure('tells people about themselves alone').query(({ ctx }) => findMe(database(), ctx.actor)),
});
