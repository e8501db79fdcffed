import 'server-only';
import { dehydrate } from '@tanstack/react-query';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { headers } from 'next/headers';
import { cache } from 'react';
import { makeQueryClient } from '@/components/trpc/query-client';
import { createContext } from '@/server/context';
import { appRouter, createCaller } from '@/server/root';

/** One query client per request, filled by prefetches and handed to the browser by `dehydrated`. */
export const queryClient = cache(makeQueryClient);

const requestContext = cache(async () => createContext(await headers()));

/** `await queryClient().prefetchQuery((await trpc()).gpuaas.allocation.list.queryOptions(input))` in a server component. */
export const trpc = cache(async () =>
  createTRPCOptionsProxy({ ctx: await requestContext(), router: appRouter, queryClient }),
);

/** Calls procedures from a server component, as the person who asked for the page. */
export const api = cache(async () => createCaller(await requestContext()));

/** What was prefetched, for a HydrationBoundary. */
export function dehydrated() {
  return dehydrate(queryClient());
}
