import { messageOf, wireErrorOf } from '@/components/trpc/wire-error';

/** A failed query as tables and panels show it; null when it did not fail. */
export function failureOf(query: { error: unknown; refetch: () => unknown }) {
  if (!query.error) return null;
  return {
    message: messageOf(query.error),
    correlationId: wireErrorOf(query.error)?.correlationId,
    onRetry: () => void query.refetch(),
  };
}
