import { initTRPC } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import superjson from 'superjson';
import { ZodError } from 'zod';
import { toAppError } from '@/server/shared/db';
import { isAppError, KIND_MEANING, sharedErrors, type AppError, type ErrorDetails } from '@/server/shared/errors';
import { log, withCorrelation } from '@/server/shared/log';

/** What every request brings, before anyone asked who it is. */
export interface RequestContext {
  correlationId: string;
  ipAddress: string | null;
  userAgent: string | null;
  /** Cookies by name; the identity domain alone reads them. */
  cookies: Record<string, string>;
  /** The page fetched by itself, with nobody at it for a while. */
  isUnattended?: boolean;
}

/** Error on the wire: code, kind, public sentence, correlation id, details. Nothing else leaves the server. */
export interface WireError {
  code: string;
  kind: string;
  correlationId: string;
  details: ErrorDetails | null;
  httpStatus: number;
}

const t = initTRPC
  .context<RequestContext>()
  .meta<ProcedureMeta>()
  .create({
    transformer: superjson,
    errorFormatter({ error, ctx }) {
      const known = asAppError(error);
      const meaning = KIND_MEANING[known.kind];
      const data: WireError = {
        code: known.code,
        kind: known.kind,
        correlationId: ctx?.correlationId ?? '',
        details: known.details ?? null,
        httpStatus: meaning.httpStatus,
      };
      return { code: TRPC_ERROR_CODES_BY_KEY[meaning.trpcCode], message: known.publicMessage, data };
    },
  });

/** What a procedure needs, readable by a test that walks the whole router. */
export interface ProcedureMeta {
  /** A permission, or how the procedure is guarded instead. */
  permission?: string;
  open?: 'public' | 'signed_in';
  /** Why an open procedure needs no permission. */
  reason?: string;
}

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;
export const middleware = t.middleware;

/** Whatever a procedure threw, as the error that may leave the server. Input that does not parse names each field. */
export function asAppError(error: unknown): AppError {
  const cause = error instanceof Error && error.cause !== undefined && !isAppError(error) ? error.cause : error;
  if (cause instanceof ZodError) return sharedErrors.invalid_input({ details: fieldMessages(cause), cause });
  const mapped = toAppError(cause);
  if (isAppError(mapped)) return mapped;
  if (error instanceof Error && 'code' in error && error.code === 'NOT_FOUND')
    return sharedErrors.not_found({ cause: error });
  if (error instanceof Error && 'code' in error && error.code === 'BAD_REQUEST')
    return sharedErrors.invalid_input({ cause: error });
  return sharedErrors.internal({ cause: error });
}

function fieldMessages(error: ZodError): ErrorDetails {
  const details: ErrorDetails = {};
  for (const issue of error.issues) details[issue.path.join('.') || 'input'] ??= issue.message;
  return details;
}

/**
 * Gives the request its correlation id and logs failures as failures: a failed `next()` resolves with `ok: false`, so the
 * result is looked at, not caught.
 */
const observed = t.middleware(({ ctx, path, type, next }) =>
  withCorrelation(ctx.correlationId, async () => {
    const result = await next();
    if (!result.ok) {
      const failure = asAppError(result.error);
      log()[KIND_MEANING[failure.kind].logLevel](
        {
          procedure: path,
          type,
          code: failure.code,
          attrs: failure.attrs,
          ...(failure.kind === 'internal' && { err: result.error }),
        },
        'procedure failed',
      );
    }
    return result;
  }),
);

/** The bottom of the ladder. Domains use the rungs of `platform/iam`; nothing builds on this one directly but them. */
export const baseProcedure = t.procedure.use(observed);
