import { defineConfig } from 'prisma/config';

// The folder is the schema: one file per domain under prisma/models. The migration address is the owner's; the
// application itself never reads this file.
export default defineConfig({
  schema: 'prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_MIGRATION_URL ?? 'postgresql://nobody@127.0.0.1:1/none' },
});
