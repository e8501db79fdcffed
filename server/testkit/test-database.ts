import { onceInProcess } from '@/server/shared/state/process-state';
import { inject } from 'vitest';
import { cloneTemplate, type TestDatabase } from './cluster';

interface Holder {
  database?: TestDatabase;
}

const holder = (): Holder => onceInProcess<Holder>('testkit.file-database', () => ({}));

/** Called once per test file by its set-up. */
export function rememberFileDatabase(database: TestDatabase): void {
  holder().database = database;
}

/** The database that `DATABASE_URL` names in this test file. Only in `*.db.test.ts`; throws elsewhere. */
export function fileDatabase(): TestDatabase {
  const { database } = holder();
  if (!database) throw new Error('only a *.db.test.ts file has a database');
  return database;
}

/** One more migrated database without rows, for a test that needs two or that breaks one. The caller drops it. */
export function createTestDatabase(): Promise<TestDatabase> {
  return cloneTemplate(inject('testCluster'));
}
