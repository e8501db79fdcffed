export {
  asAppError,
  baseProcedure,
  createCallerFactory,
  middleware,
  router,
  type ProcedureMeta,
  type RequestContext,
  type WireError,
} from './base';
export { runIdempotent } from './idempotency';
export { pageInput, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, type Page } from './paging';
