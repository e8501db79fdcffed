import { isAppError, sharedErrors, type AppError } from '@/server/shared/errors';
import { onceInProcess } from '@/server/shared/state/process-state';

interface SqlFailure {
  /** SQLSTATE, five characters. */
  code: string;
  constraint: string | undefined;
}

type ConstraintErrors = Map<string, (cause: unknown) => AppError>;

const registered = () => onceInProcess<ConstraintErrors>('constraint-errors', () => new Map());

/** What stands for a connection that was lost without a code of its own. */
const CONNECTION_FAILURE = '08006';

/**
 * SQLSTATEs of a lost, refused or crowded-out connection, and codes of the driver (`E…`) and of Prisma (`P…`) that mean the same:
 * P1001 not reached, P1017 closed, P2024 and P2028 no connection from the pool, or a transaction that it took away, P2037 too many.
 */
const UNAVAILABLE = new Set([
  ...['08000', '08001', '08003', CONNECTION_FAILURE, '53300', '57P01', '57P02', '57P03'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'],
  ...['P1001', 'P1017', 'P2024', 'P2028', 'P2037'],
]);
/** The driver adapter's own names for the same. */
const UNAVAILABLE_KINDS = new Set(['ConnectionClosed', 'DatabaseNotReachable', 'SocketTimeout', 'TooManyConnections']);
/** Sentences of pg and pg-pool that come as plain errors without any code; Prisma may put its own lines before them. */
const UNAVAILABLE_SENTENCE =
  /^(Connection terminated|Client has encountered a connection error|Client was closed and is not queryable|timeout exceeded when trying to connect|timeout expired)/m;

/** Serialization failure and deadlock: the transaction may simply be run again. */
export const RETRYABLE = new Set(['40001', '40P01']);

/** A domain says what a broken constraint (or a trigger raising with that constraint name) means to a person. */
export function registerConstraintErrors(errors: Record<string, (context: { cause: unknown }) => AppError>): void {
  for (const [name, make] of Object.entries(errors)) registered().set(name, (cause) => make({ cause }));
}

/**
 * Digs SQLSTATE and constraint name out of whatever Prisma threw: a known-request error inside the transaction, a bare
 * driver error at COMMIT.
 */
export function sqlFailureOf(error: unknown): SqlFailure | undefined {
  const queue: unknown[] = [error];
  let code: string | undefined;
  let constraint: string | undefined;
  for (let depth = 0; depth < 12 && queue.length > 0; depth++) {
    const item = queue.shift();
    if (typeof item !== 'object' || item === null) continue;
    const bag = item as Record<string, unknown>;
    const original = bag['originalCode'] ?? bag['code'];
    if (!code && typeof original === 'string' && /^[0-9A-Z]{5}$/.test(original) && !/^P2/.test(original))
      code = original;
    if (!code && typeof original === 'string' && UNAVAILABLE.has(original)) code = original;
    if (!code && typeof bag['kind'] === 'string' && UNAVAILABLE_KINDS.has(bag['kind'])) code = CONNECTION_FAILURE;
    const named = bag['constraint'];
    if (typeof named === 'string') constraint ??= named;
    else if (typeof named === 'object' && named !== null && 'index' in named && typeof named.index === 'string')
      constraint ??= named.index;
    const text = bag['originalMessage'] ?? bag['message'];
    if (!code && typeof text === 'string' && UNAVAILABLE_SENTENCE.test(text)) code = CONNECTION_FAILURE;
    if (!constraint && typeof text === 'string') constraint = /constraint "([^"]+)"/.exec(text)?.[1];
    queue.push(bag['cause'], bag['meta'], bag['driverAdapterError'], bag['error']);
  }
  return code ? { code, constraint } : undefined;
}

/** Maps a database failure to the error a person sees; what is not a database failure is handed back unchanged. */
export function toAppError(error: unknown): unknown {
  if (isAppError(error)) return error;
  const failure = sqlFailureOf(error);
  if (!failure) return error;
  const known = failure.constraint ? registered().get(failure.constraint) : undefined;
  if (known) return known(error);
  if (RETRYABLE.has(failure.code)) return sharedErrors.serialization({ cause: error });
  if (UNAVAILABLE.has(failure.code)) return sharedErrors.database_unavailable({ cause: error });
  return error;
}
