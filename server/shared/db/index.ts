export { closeDatabase, database, type Db } from './client';
export { inTransaction, type Tx } from './in-transaction';
export { registerConstraintErrors, sqlFailureOf, toAppError } from './sql-error';
export { listen, type Listener } from './listen';
export { Prisma } from './generated/client';
