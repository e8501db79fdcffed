import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '../../scripts/database/migrate.mjs';
import { startPostgres } from '../../scripts/database/postgres.mjs';

/** A migrated throw-away database that syncs to disk like a real one. `asOwner` runs SQL with the owner's rights. */
export interface DurableDatabase {
  asOwner(sql: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the database and points this process' DATABASE_URL at it; call it before anything of the server connects. */
export async function startDurableDatabase(): Promise<DurableDatabase> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), `gpuaas-bench-${process.pid}-`));
  const server = await startPostgres({ dataDir });
  await migrate({ ownerUrl: server.ownerUrl });
  process.env['DATABASE_URL'] = server.url;
  process.env['AUTH_SECRET'] ??= '0'.repeat(64);
  return {
    async asOwner(sql) {
      const client = new pg.Client({ connectionString: server.ownerUrl });
      await client.connect();
      try {
        await client.query(sql);
      } finally {
        await client.end();
      }
    },
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
