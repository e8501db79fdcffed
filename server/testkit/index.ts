export type { TestDatabase } from './cluster';
export { createTestDatabase, fileDatabase, rememberFileDatabase } from './test-database';
