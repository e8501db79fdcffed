import { messageOf, wireErrorOf } from './wire-error';

/** The parts of a query that tell what failed and how to ask again. */
export type FailingQuery = { error: unknown; refetch: () => unknown };

/** A failed query as tables, panels and pages show it; null when it did not fail. */
export function failureOf({ error, refetch }: FailingQuery) {
  if (!error) return null;
  const wire = wireErrorOf(error);
  return {
    message: messageOf(error),
    ...(wire && { code: wire.code, correlationId: wire.correlationId }),
    onRetry: () => void refetch(),
  };
}
