import { defaultShouldDehydrateQuery, isServer, QueryClient } from '@tanstack/react-query';
import superjson from 'superjson';
import { wireErrorOf } from './wire-error';

/** Live events keep screens fresh; this only bounds how old a screen may be that heard of none. */
const STALE_AFTER_MS = 30_000;
const RETRIES_MAX = 2;

/** A client with the product's defaults: the server's "no" is not asked again, only its silence. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: STALE_AFTER_MS,
        retry: (failureCount, error) => {
          const wire = wireErrorOf(error);
          return failureCount < RETRIES_MAX && (!wire || wire.kind === 'unavailable');
        },
      },
      dehydrate: {
        serializeData: superjson.serialize,
        shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query),
      },
      hydrate: { deserializeData: superjson.deserialize },
    },
  });
}

let held: QueryClient | undefined;

/** One client per tab; on the server a new one for every render. */
export function browserQueryClient(): QueryClient {
  if (isServer) return makeQueryClient();
  held ??= makeQueryClient();
  return held;
}
