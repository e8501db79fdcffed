import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { LaunchError, messageOf } from '../lib/fail.mjs';
import { installQueues } from './migrate-queues.mjs';
import { inRoot } from '../lib/paths.mjs';

/** Number that Prisma's own migrate commands lock, so that the two never run at once. */
export const ADVISORY_LOCK = 72707369;
const LOCK_TIMEOUT_MS = 60_000;

/** Prisma's own table, as its engine makes it. */
const HISTORY_TABLE = `
CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

/** Folder of the migrations of this version of the product. */
export const MIGRATIONS = inRoot('prisma', 'migrations');

/** The migrations in `folder`, oldest first: `{name, sql, checksum}`. The checksum is Prisma's: SHA-256 of the file. */
export function readMigrations(folder = MIGRATIONS) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const file = path.join(folder, name, 'migration.sql');
      if (!existsSync(file)) throw new LaunchError(`The migration folder ${name} has no migration.sql.`);
      const bytes = readFileSync(file);
      return { name, sql: bytes.toString('utf8'), checksum: createHash('sha256').update(bytes).digest('hex') };
    });
}

/**
 * What has to be run, or a sentence that says why nothing may: migrations go forward only, and what was applied is never edited.
 * `applied` are rows of Prisma's table that were not rolled back.
 */
export function planMigrations(migrations, applied) {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of applied) {
    const migration = byName.get(row.migration_name);
    if (!row.finished_at)
      return refuse(
        `The migration ${row.migration_name} was started by another tool and did not finish: repair the database and mark it with \`prisma migrate resolve\`.`,
      );
    if (!migration)
      return refuse(
        `The database holds the migration ${row.migration_name}, which this version does not know: a newer version has run on it. Start that version, or restore a backup.`,
      );
    if (migration.checksum !== row.checksum)
      return refuse(
        `The migration ${row.migration_name} was edited after it had been applied: restore its file and put the change into a new migration.`,
      );
  }
  const done = new Set(applied.map((row) => row.migration_name));
  return { pending: migrations.filter((migration) => !done.has(migration.name)), refusal: null };
}

function refuse(refusal) {
  return { pending: [], refusal };
}

/** Like planMigrations, by asking the database; it changes nothing. */
async function readPlan(client, migrations) {
  const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present");
  if (!rows[0].present) return planMigrations(migrations, []);
  const applied = await client.query(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name',
  );
  return planMigrations(migrations, applied.rows);
}

/** One migration and its row, in one transaction: either both are there afterwards or neither is. */
async function applyOne(client, migration) {
  await client.query('BEGIN');
  try {
    const startedAt = new Date();
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       VALUES ($1, $2, clock_timestamp(), $3, $4, 1)`,
      [randomUUID(), migration.checksum, migration.name, startedAt],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    const place = error.position ? ` near "${snippetAt(migration.sql, Number(error.position))}"` : '';
    throw new LaunchError(`The migration ${migration.name} failed and was rolled back: ${messageOf(error)}${place}.`, {
      cause: error,
    });
  }
}

function snippetAt(sql, position) {
  return sql.slice(Math.max(0, position - 1), position + 60).split('\n')[0];
}

/**
 * Brings a database to this version, as its owner: the SQL migrations, then the job queue's schema and queues. Safe to call from several
 * processes at once: one works, the others wait and find nothing to do. Returns the names of what was applied.
 */
export async function migrate({ ownerUrl, folder = MIGRATIONS, queues, onProgress = () => {} }) {
  const { default: pg } = await import('pg');
  const migrations = readMigrations(folder);
  const client = new pg.Client({
    connectionString: ownerUrl,
    application_name: 'gpuaas-migrate',
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => {});
  await connect(client, ownerUrl);
  try {
    await client.query('SET search_path TO public');
    await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    const { pending, refusal } = await readPlan(client, migrations);
    if (refusal) throw new LaunchError(refusal);
    if (pending.length > 0) await client.query(HISTORY_TABLE);
    for (const migration of pending) {
      onProgress(migration.name);
      await applyOne(client, migration);
    }
    const queueChanges = await installQueues({ client, ownerUrl, queues });
    return [...pending.map((migration) => migration.name), ...queueChanges];
  } finally {
    await client.end();
  }
}

/** Migrations that are still to be run, and why they cannot be (or null). For `doctor`, which changes nothing. */
export async function migrationStatus(connectionString, folder = MIGRATIONS) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  await client.connect();
  try {
    const { pending, refusal } = await readPlan(client, readMigrations(folder));
    return { pending: pending.map((migration) => migration.name), refusal };
  } finally {
    await client.end();
  }
}

async function connect(client, ownerUrl) {
  try {
    await client.connect();
  } catch (error) {
    throw new LaunchError(`The database at ${describeAddress(ownerUrl)} cannot be reached: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

/** Host, port and database of an address, without what must not be printed. */
export function describeAddress(url) {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname}:${port || 5432}${pathname}`;
  } catch {
    return 'the given address';
  }
}
