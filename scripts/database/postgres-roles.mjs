/** Superuser of embedded clusters. Known to the launcher alone; neither the portal nor the migrator gets its password. */
export const SUPERUSER = 'gpuaas_launcher';

/** Address of a database on the loopback interface. */
export function urlOf({ port, user, password, database }) {
  return `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

async function withClient(connectionString, work) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Makes the two roles and the database when they are missing: `gpuaas_owner` owns the database and everything the migrations make,
 * `gpuaas_app` may connect and gets what the migrations grant. Neither may create roles or databases, or skip row security.
 */
export async function prepareDatabase({ superUrl, database, secrets }) {
  await withClient(superUrl, async (client) => {
    const { rows } = await client.query(
      `SELECT (SELECT count(*) FROM pg_roles WHERE rolname IN ('gpuaas_owner', 'gpuaas_app'))::int AS roles,
              EXISTS (SELECT 1 FROM pg_database WHERE datname = $1) AS present`,
      [database],
    );
    if (rows[0].roles < 2) {
      await makeRole(client, 'gpuaas_owner', secrets.ownerPassword);
      await makeRole(client, 'gpuaas_app', secrets.appPassword);
    }
    if (!rows[0].present) {
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)} OWNER gpuaas_owner`);
      await restrictDatabase(client, database);
    }
  });
}

async function makeRole(client, name, password) {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  if (rowCount) return;
  await client.query(
    `CREATE ROLE ${name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION PASSWORD ${client.escapeLiteral(password)}`,
  );
}

/** Takes away what PostgreSQL gives everybody (connecting, temporary tables). A cloned database needs it again: rights are not copied. */
export async function restrictDatabase(client, database) {
  const name = client.escapeIdentifier(database);
  await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC; GRANT CONNECT ON DATABASE ${name} TO gpuaas_app`);
}
