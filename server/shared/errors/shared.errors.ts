import { defineErrors } from './define-errors';

/** Failures that belong to no domain. */
export const sharedErrors = defineErrors('shared', {
  internal: {
    kind: 'internal',
    message: 'Something went wrong on our side. Try again; if it stays, give the correlation id to an operator.',
  },
  invalid_input: { kind: 'invalid_input', message: 'Some of the values are not valid. Correct the marked fields.' },
  not_found: {
    kind: 'not_found',
    message: 'There is nothing here that you may see. It may have been removed, or your rights do not reach it.',
  },
  unauthenticated: { kind: 'unauthenticated', message: 'You are signed out. Sign in and try again.' },
  foreign_origin: {
    kind: 'forbidden',
    message: 'This request came from another site and was refused. Open the portal itself and try again.',
  },
  idempotency_conflict: {
    kind: 'conflict',
    message: 'This request was already sent with other values. Reload the page and try again.',
  },
  idempotency_in_flight: {
    kind: 'conflict',
    message: 'The same request is still being worked on. Wait a moment and look at its result.',
  },
  database_unavailable: {
    kind: 'unavailable',
    message: 'The database does not answer at the moment. Look again in a few seconds, and repeat what is missing.',
  },
  serialization: {
    kind: 'unavailable',
    message: 'Too many people changed the same thing at once. Nothing was changed; try again.',
  },
});
