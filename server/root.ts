import { iamRouter, meRouter, trailRouter } from '@/server/platform/iam';
import { createCallerFactory, router } from '@/server/shared/trpc';

/** Every procedure of the product, gathered from its domains. */
export const appRouter = router({
  audit: trailRouter,
  iam: iamRouter,
  me: meRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures without a network in between; the context says as whom. */
export const createCaller = createCallerFactory(appRouter);
