import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const outside = [...configDefaults.exclude, '.data/**', '.next/**', 'e2e/**', 'dist/**'];

// Three kinds of tests: `unit` are pure, `db` run on a real PostgreSQL that the run starts for itself, `sandbox` run real
// workspaces. There is no way to run `db` without a database: a missing one fails the run, it never skips a test.
export default defineConfig({
  resolve: { alias: { '@': root.replace(/\/$/, '') } },
  test: {
    allowOnly: false,
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...outside, '**/*.db.test.ts', '**/*.sandbox.test.ts'],
          setupFiles: ['server/testkit/strict-console.ts'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'sandbox',
          include: ['**/*.sandbox.test.ts'],
          exclude: outside,
          pool: 'forks',
          setupFiles: ['server/testkit/strict-console.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'db',
          include: ['**/*.db.test.ts'],
          exclude: outside,
          pool: 'forks',
          globalSetup: ['server/testkit/global-setup.ts'],
          setupFiles: ['server/testkit/strict-console.ts', 'server/testkit/file-database.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
