import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runNode } from '../lib/exec.mjs';
import { LaunchError } from '../lib/fail.mjs';
import { inRoot } from '../lib/paths.mjs';

const STAMP = inRoot('.cache', 'prisma-client.sha256');
const CLIENT = inRoot('server', 'shared', 'db', 'generated');

function schemaFiles() {
  const folder = inRoot('prisma');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const models = names.filter((name) => name.endsWith('.prisma')).map((name) => path.join(folder, name));
  return [...models, inRoot('prisma.config.ts'), inRoot('node_modules', 'prisma', 'package.json')]
    .filter(existsSync)
    .sort();
}

function schemaHash() {
  const hash = createHash('sha256');
  for (const file of schemaFiles()) hash.update(file.slice(inRoot().length)).update(readFileSync(file));
  return hash.digest('hex');
}

/** Whether the generated database client is missing or older than the schema. */
export function isClientStale() {
  if (!existsSync(CLIENT) || !existsSync(STAMP)) return true;
  return readFileSync(STAMP, 'utf8') !== schemaHash();
}

/**
 * Generates the database client. Prisma would download its schema engine first; it does not need one to generate, and skips the
 * download when a variable names any existing file. So set-up works on sites without internet.
 */
export async function generateClient() {
  if (!existsSync(inRoot('prisma', 'schema.prisma'))) return;
  const engine = process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? inRoot('package.json');
  const { code, output } = await runNode([inRoot('node_modules', 'prisma', 'build', 'index.js'), 'generate'], {
    capture: true,
    env: { PRISMA_SCHEMA_ENGINE_BINARY: engine },
  });
  if (code !== 0) throw new LaunchError(`Generating the database client failed:\n${output.trim()}`);
  mkdirSync(path.dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, schemaHash());
}
