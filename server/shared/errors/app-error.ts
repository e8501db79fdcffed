/** The nine kinds of failure. What a kind means on each wire stands in one table, `kinds.ts`. */
export type ErrorKind =
  | 'invalid_input'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'precondition'
  | 'limited'
  | 'unavailable'
  | 'internal';

/** Values that may leave the server beside the public message: short, checked, never secret. */
export type ErrorDetails = Record<string, string | number | boolean | null | string[]>;

export interface AppErrorInput {
  /** `domain.reason`; has a page in docs/errors. */
  code: string;
  kind: ErrorKind;
  /** One sentence for the person, with what to do next. */
  publicMessage: string;
  details?: ErrorDetails;
  /** For the log only. */
  attrs?: Record<string, unknown>;
  cause?: unknown;
}

const BRAND = Symbol.for('gpuaas.AppError');

/** The one error of the server. Recognised by brand, not `instanceof`: two bundles may each hold this class. */
export class AppError extends Error {
  readonly [BRAND] = true;
  readonly code: string;
  readonly kind: ErrorKind;
  readonly publicMessage: string;
  readonly details: ErrorDetails | undefined;
  readonly attrs: Record<string, unknown> | undefined;

  constructor(input: AppErrorInput) {
    super(`${input.code}: ${input.publicMessage}`, { cause: input.cause });
    this.name = 'AppError';
    this.code = input.code;
    this.kind = input.kind;
    this.publicMessage = input.publicMessage;
    this.details = input.details;
    this.attrs = input.attrs;
  }
}

/** True for an AppError of any bundle. */
export function isAppError(error: unknown): error is AppError {
  return typeof error === 'object' && error !== null && BRAND in error;
}
