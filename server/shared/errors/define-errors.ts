import { AppError, type ErrorDetails, type ErrorKind } from './app-error';

interface ErrorSpec {
  kind: ErrorKind;
  /** The public sentence, or how to make it from the details. */
  message: string | ((details: ErrorDetails) => string);
}

interface ErrorContext {
  details?: ErrorDetails;
  attrs?: Record<string, unknown>;
  cause?: unknown;
}

/**
 * Declares a domain's errors: `defineErrors('billing', { insufficient_funds: {...} })` gives
 * `errors.insufficient_funds({ details })` with code `billing.insufficient_funds`. Each code has a page in docs/errors.
 */
export function defineErrors<const S extends Record<string, ErrorSpec>>(
  domain: string,
  specs: S,
): { [K in keyof S]: (context?: ErrorContext) => AppError } {
  const makers = {} as { [K in keyof S]: (context?: ErrorContext) => AppError };
  for (const [reason, spec] of Object.entries(specs) as [keyof S & string, ErrorSpec][]) {
    makers[reason] = (context = {}) =>
      new AppError({
        code: `${domain}.${reason}`,
        kind: spec.kind,
        publicMessage: typeof spec.message === 'string' ? spec.message : spec.message(context.details ?? {}),
        ...context,
      });
  }
  return makers;
}
