import { mkdtempSync, chmodSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '../../scripts/database/migrate.mjs';
import { restrictDatabase } from '../../scripts/database/postgres-roles.mjs';
import { startPostgres, stopServer } from '../../scripts/database/postgres.mjs';
import { isAlive } from '../../scripts/lib/process.mjs';

const TEMPLATE = 'gpuaas_template';
const FOLDER_PREFIX = 'gpuaas-test-';

/** How to reach a cluster from another process: addresses of the template, from which those of a clone follow. */
export interface ClusterAddress {
  url: string;
  ownerUrl: string;
  superUrl: string;
}

/** A database of its own for one test file or one test. `drop` cuts its connections. */
export interface TestDatabase extends ClusterAddress {
  name: string;
  drop(): Promise<void>;
}

/** A running throw-away cluster. */
export interface TestCluster {
  address: ClusterAddress;
  createDatabase(): Promise<TestDatabase>;
  stop(): Promise<void>;
}

/**
 * Starts a throw-away PostgreSQL and migrates its template. The folder's name holds this process' number, by which a later run
 * recognises what a killed one left behind.
 */
export async function startTestCluster(): Promise<TestCluster> {
  await removeAbandoned();
  const dataDir = mkdtempSync(path.join(os.tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
  chmodSync(dataDir, 0o755);
  const server = await startPostgres({ dataDir, fast: true, database: TEMPLATE });
  const address = { url: server.url, ownerUrl: server.ownerUrl, superUrl: server.superUrl };
  try {
    await migrate({ ownerUrl: server.ownerUrl });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    address,
    createDatabase: () => cloneTemplate(address),
    stop: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Clones the migrated template: same tables, rights and queues, no rows but those that migrations made. */
export async function cloneTemplate(address: ClusterAddress): Promise<TestDatabase> {
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  await asSuperuser(address, async (client) => {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY wal_log OWNER gpuaas_owner`);
    await restrictDatabase(client, name);
  });
  return {
    name,
    url: withDatabase(address.url, name),
    ownerUrl: withDatabase(address.ownerUrl, name),
    superUrl: withDatabase(address.superUrl, name),
    drop: () =>
      asSuperuser(address, async (client) => void (await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  };
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function asSuperuser(address: ClusterAddress, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(address.superUrl, 'postgres') });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(os.tmpdir())) {
    if (!name.startsWith(FOLDER_PREFIX)) continue;
    const pid = Number.parseInt(name.slice(FOLDER_PREFIX.length), 10);
    if (!Number.isInteger(pid) || isAlive(pid)) continue;
    const folder = path.join(os.tmpdir(), name);
    await stopServer(path.join(folder, 'postgres'));
    rmSync(folder, { recursive: true, force: true });
  }
}
