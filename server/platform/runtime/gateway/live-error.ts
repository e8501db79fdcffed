import { currentCorrelationId, log } from '@/server/shared/log';
import { KIND_MEANING } from '@/server/shared/errors';
import { asAppError } from '@/server/shared/trpc';
import type { LiveError } from './wire.types';

/** Whatever was thrown, as the person at the other end gets it; logged as its kind asks. */
export function liveErrorOf(error: unknown): LiveError {
  const known = asAppError(error);
  const correlationId = currentCorrelationId();
  log()[KIND_MEANING[known.kind].logLevel](
    { code: known.code, attrs: known.attrs, correlationId, ...(known.kind === 'internal' && { err: error }) },
    'live connection',
  );
  return { code: known.code, kind: known.kind, message: known.publicMessage, correlationId };
}
