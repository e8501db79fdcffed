import { LaunchError, messageOf } from '../lib/fail.mjs';
import { describeAddress } from './migrate.mjs';

/** Oldest PostgreSQL that works: the schema uses what this version brought. */
const POSTGRES_MAJOR_MIN = 18;
const CONNECT_TIMEOUT_MS = 8_000;

/** Proves that a database of one's own can be reached with every given address and is new enough. Throws one sentence. */
export async function checkOwnDatabase({ databaseUrl, migrationUrl }) {
  for (const [name, url] of [
    ['DATABASE_URL', databaseUrl],
    ['DATABASE_MIGRATION_URL', migrationUrl],
  ]) {
    if (!url) continue;
    const version = await serverVersion(name, url);
    if (version < POSTGRES_MAJOR_MIN * 10_000) {
      throw new LaunchError(
        `The database at ${describeAddress(url)} is PostgreSQL ${Math.floor(version / 10_000)}; GPUaaS needs ${POSTGRES_MAJOR_MIN} or newer.`,
      );
    }
  }
}

async function serverVersion(name, url) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query("SELECT current_setting('server_version_num')::int AS version");
    return rows[0].version;
  } catch (error) {
    throw new LaunchError(
      `The database of ${name} (${describeAddress(url)}) cannot be reached: ${messageOf(error).replace(/\.$/, '')}.`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => {});
  }
}
