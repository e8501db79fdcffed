import { adjustBalance, billingRouter, followProject, openBillingAccount } from '@/server/platform/billing';
import {
  iamRouter,
  meRouter,
  onOrganizationCreated,
  onProjectMoved,
  systemActor,
  trailRouter,
} from '@/server/platform/iam';
import { runtimeRouter } from '@/server/platform/runtime';
import { gpuaasRouter, moveUnfinished } from '@/server/products/gpuaas';
import { env } from '@/server/shared/env';
import { createCallerFactory, router } from '@/server/shared/trpc';

/** Every procedure of the product, gathered from its domains. */
export const appRouter = router({
  me: meRouter,
  iam: iamRouter,
  audit: trailRouter,
  billing: billingRouter,
  runtime: runtimeRouter,
  gpuaas: gpuaasRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures without a network in between; the context says as whom. */
export const createCaller = createCallerFactory(appRouter);

// Identity stands left of billing and cannot open accounts itself. An organization and its account commit together.
onOrganizationCreated('billing', async (tx, { organizationId, currency }) => {
  await openBillingAccount(tx, { organizationId, currency });
  const amountMicros = env().profile.startingCreditMicros;
  if (amountMicros === 0n) return;
  await adjustBalance(tx, {
    organizationId,
    amountMicros,
    reason: `Starting credit of the ${env().profile.name} profile; not real money`,
    idempotencyKey: 'starting-credit',
    actor: systemActor('start'),
  });
});

// What runs in a project that moves is charged to its new department from that moment on, and listed under it.
onProjectMoved('billing', followProject);
onProjectMoved('gpuaas', moveUnfinished);
