'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { useState, type ReactNode } from 'react';
import superjson from 'superjson';
import type { AppRouter } from '@/server/root';
import { watchAttendance } from './attendance';
import { browserQueryClient } from './query-client';

/** Read by `server/context.ts`. */
const UNATTENDED_HEADER = 'x-gpuaas-unattended';
/** Longest address of a batched query; a larger batch is split. */
const BATCH_URL_LENGTH_MAX = 4_000;

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/** Gives every screen below it the typed client: `const trpc = useTRPC(); useQuery(trpc.x.y.queryOptions(input))`. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const queryClient = browserQueryClient();
  const [client] = useState(makeClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}

function makeClient() {
  const attendance = typeof window === 'undefined' ? undefined : watchAttendance(window);
  return createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: '/api/trpc',
        transformer: superjson,
        maxURLLength: BATCH_URL_LENGTH_MAX,
        // Live updates make an open page fetch anew for as long as it is open; that keeps no session alive.
        headers: () => (attendance?.isUnattended() ? { [UNATTENDED_HEADER]: '1' } : {}),
      }),
    ],
  });
}
