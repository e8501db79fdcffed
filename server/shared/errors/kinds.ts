import type { ErrorKind } from './app-error';

interface KindMeaning {
  httpStatus: number;
  trpcCode:
    | 'BAD_REQUEST'
    | 'UNAUTHORIZED'
    | 'FORBIDDEN'
    | 'NOT_FOUND'
    | 'CONFLICT'
    | 'PRECONDITION_FAILED'
    | 'TOO_MANY_REQUESTS'
    | 'SERVICE_UNAVAILABLE'
    | 'INTERNAL_SERVER_ERROR';
  /** Whether the gateway looks for a stream that failed so again, or closes it with the sentence. */
  socketVerdict: 'retry' | 'close';
  /** Whether a job that failed so is tried again. */
  jobVerdict: 'retry' | 'fail';
  logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** What each kind means on every wire. The only place that says so. */
export const KIND_MEANING: Record<ErrorKind, KindMeaning> = {
  invalid_input: {
    httpStatus: 400,
    trpcCode: 'BAD_REQUEST',
    socketVerdict: 'close',
    jobVerdict: 'fail',
    logLevel: 'info',
  },
  unauthenticated: {
    httpStatus: 401,
    trpcCode: 'UNAUTHORIZED',
    socketVerdict: 'close',
    jobVerdict: 'fail',
    logLevel: 'info',
  },
  forbidden: { httpStatus: 403, trpcCode: 'FORBIDDEN', socketVerdict: 'close', jobVerdict: 'fail', logLevel: 'info' },
  not_found: { httpStatus: 404, trpcCode: 'NOT_FOUND', socketVerdict: 'close', jobVerdict: 'fail', logLevel: 'info' },
  conflict: { httpStatus: 409, trpcCode: 'CONFLICT', socketVerdict: 'close', jobVerdict: 'fail', logLevel: 'info' },
  precondition: {
    httpStatus: 412,
    trpcCode: 'PRECONDITION_FAILED',
    socketVerdict: 'close',
    jobVerdict: 'fail',
    logLevel: 'info',
  },
  limited: {
    httpStatus: 429,
    trpcCode: 'TOO_MANY_REQUESTS',
    socketVerdict: 'close',
    jobVerdict: 'retry',
    logLevel: 'info',
  },
  unavailable: {
    httpStatus: 503,
    trpcCode: 'SERVICE_UNAVAILABLE',
    socketVerdict: 'retry',
    jobVerdict: 'retry',
    logLevel: 'warn',
  },
  internal: {
    httpStatus: 500,
    trpcCode: 'INTERNAL_SERVER_ERROR',
    socketVerdict: 'close',
    jobVerdict: 'retry',
    logLevel: 'error',
  },
};
