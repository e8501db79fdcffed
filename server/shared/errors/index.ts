export { AppError, isAppError, type ErrorDetails, type ErrorKind } from './app-error';
export { defineErrors } from './define-errors';
export { KIND_MEANING } from './kinds';
export { sharedErrors } from './shared.errors';
