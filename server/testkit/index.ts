export type { TestDatabase } from './cluster';
export { expectConsoleError } from './console-errors';
export { createTestDatabase, fileDatabase, rememberFileDatabase } from './test-database';
