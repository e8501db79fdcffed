import { existsSync, readFileSync } from 'node:fs';
import { LaunchError } from '../lib/fail.mjs';
import { inRoot } from '../lib/paths.mjs';

const SCHEMA = 'pgboss';
const APP_ROLE = 'gpuaas_app';

/** What the application may do in the job queue's schema. Making tables is not among it. */
const GRANTS = `
GRANT USAGE ON SCHEMA ${SCHEMA} TO ${APP_ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${SCHEMA} TO ${APP_ROLE};
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ${SCHEMA} TO ${APP_ROLE};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${SCHEMA} TO ${APP_ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA ${SCHEMA} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${APP_ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA ${SCHEMA} GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO ${APP_ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA ${SCHEMA} GRANT EXECUTE ON FUNCTIONS TO ${APP_ROLE};`;

/** The queues that the product declares: `[{name, notify?, policy?, retryLimit?, …}]`, options as pg-boss names them. */
export function readQueueManifest(file = inRoot('server', 'jobs.manifest.json')) {
  if (!existsSync(file)) return [];
  const queues = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(queues) || queues.some((queue) => typeof queue?.name !== 'string')) {
    throw new LaunchError('server/jobs.manifest.json must be a list of queues, each with a name.');
  }
  return queues;
}

/** One value per declared set of queues and version of pg-boss: while it is unchanged nothing has to be looked at. */
async function fingerprint(queues) {
  const { createHash } = await import('node:crypto');
  const version = JSON.parse(readFileSync(inRoot('node_modules', 'pg-boss', 'package.json'), 'utf8')).pgboss.schema;
  return createHash('sha256')
    .update(JSON.stringify([version, GRANTS, queues]))
    .digest('hex');
}

/**
 * Makes or migrates pg-boss' schema and the declared queues, as the owner; the caller holds the migration lock. The fingerprint of what was
 * installed is kept as a comment on the schema, which makes a later start cost one query. Returns what was changed, for people.
 */
export async function installQueues({ client, ownerUrl, queues = readQueueManifest() }) {
  const wanted = await fingerprint(queues);
  const { rows } = await client.query(
    `SELECT obj_description(to_regnamespace('${SCHEMA}')::oid, 'pg_namespace') AS installed`,
  );
  if (rows[0]?.installed === wanted) return [];
  const { PgBoss } = await import('pg-boss');
  const boss = new PgBoss({
    connectionString: ownerUrl,
    schema: SCHEMA,
    max: 2,
    supervise: false,
    schedule: false,
    migrate: true,
    createSchema: true,
  });
  boss.on('error', () => {});
  await boss.start();
  try {
    const present = new Set((await boss.getQueues()).map((queue) => queue.name));
    for (const { name, ...options } of queues) {
      if (!present.has(name)) await boss.createQueue(name, options);
      else await boss.updateQueue(name, withoutFixed(options));
    }
  } finally {
    await boss.stop({ graceful: false, close: true });
  }
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [APP_ROLE]);
  if (rowCount) await client.query(GRANTS);
  await client.query(`COMMENT ON SCHEMA ${SCHEMA} IS ${client.escapeLiteral(wanted)}`);
  return [`job queue (${queues.length} queues)`];
}

/** A queue's policy and storage are decided when it is made; pg-boss refuses to change them. */
function withoutFixed(options) {
  const rest = { ...options };
  delete rest.policy;
  delete rest.partition;
  return rest;
}
