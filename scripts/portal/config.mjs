import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { LaunchError } from '../lib/fail.mjs';
import { inRoot, root } from '../lib/paths.mjs';

export const PROFILES = ['kind', 'dev', 'demo', 'staging', 'prod'];
export const ROLES = ['web', 'gateway', 'worker'];

const OPTIONS = {
  demo: { type: 'boolean', default: false },
  dev: { type: 'boolean', default: false },
  'seed-only': { type: 'boolean', default: false },
  'build-only': { type: 'boolean', default: false },
  profile: { type: 'string' },
  roles: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
};

export const START_HELP = `Usage: npm start [-- OPTIONS]

  --demo            profile demo, filled with a believable organization on an empty data folder
  --seed-only       with --demo: fill the data folder and end
  --profile NAME    ${PROFILES.join(', ')} (default dev; also GPUAAS_PROFILE)
  --roles LIST      of ${ROLES.join(', ')} (default all; also GPUAAS_ROLES)
  --dev             hot reload (npm run dev)
  --build-only      install, generate and build, then end

Environment: PORT (3000), HOST (127.0.0.1), PUBLIC_URL (http://localhost:PORT), DATA_DIR (.data),
TRUSTED_PROXIES (addresses or networks of the proxy in front, whose X-Forwarded-For is believed),
DATABASE_URL (role gpuaas_app) and DATABASE_MIGRATION_URL (role gpuaas_owner) for a PostgreSQL of your own.
`;

/**
 * Reads command line and environment into one checked configuration. Every problem is a LaunchError of one sentence that names
 * the variable, what it holds and what it may hold.
 */
export function readConfig({ argv = [], env = process.env } = {}) {
  const flags = readFlags(argv);
  const profile = readProfileName(flags, env);
  const port = readPort(env.PORT);
  const host = env.HOST || '127.0.0.1';
  const databaseUrl = readDatabaseUrl('DATABASE_URL', env.DATABASE_URL);
  const migrationUrl = readDatabaseUrl('DATABASE_MIGRATION_URL', env.DATABASE_MIGRATION_URL);
  if (migrationUrl && !databaseUrl)
    throw new LaunchError(
      "DATABASE_MIGRATION_URL is set but DATABASE_URL is not: name the application's address too, or neither to use the embedded database.",
    );
  checkDatabaseAgainstProfile(profile, databaseUrl, migrationUrl);
  return {
    ...flags,
    profile: profile.name,
    profileSettings: profile,
    port,
    host,
    publicUrl: readPublicUrl(env.PUBLIC_URL, port),
    trustedProxies: readTrustedProxies(env.TRUSTED_PROXIES),
    dataDir: readDataDir(env),
    databaseUrl,
    migrationUrl,
    roles: readRoles(flags.roles ?? env.GPUAAS_ROLES),
  };
}

/** The data folder that the environment names; relative paths count from the checkout. */
export function readDataDir(env = process.env) {
  return path.resolve(root, env.DATA_DIR || '.data');
}

function readFlags(argv) {
  let values;
  try {
    ({ values } = parseArgs({ args: argv, options: OPTIONS, allowPositionals: false }));
  } catch (error) {
    throw new LaunchError(`${error.message.split('\n')[0].replace(/\. To specify.*$/, '')}. See npm start -- --help.`);
  }
  if (values['seed-only'] && !values.demo)
    throw new LaunchError('--seed-only needs --demo: there is only demo data to fill in.');
  return {
    demo: values.demo,
    dev: values.dev,
    seedOnly: values['seed-only'],
    buildOnly: values['build-only'],
    help: values.help,
    profileFlag: values.profile,
    roles: values.roles,
  };
}

function readProfileName(flags, env) {
  const asked = flags.profileFlag ?? (env.GPUAAS_PROFILE || undefined);
  const name = asked ?? (flags.demo ? 'demo' : 'dev');
  if (!PROFILES.includes(name))
    throw new LaunchError(`The profile is ${JSON.stringify(name)}; it must be one of ${PROFILES.join(', ')}.`);
  const file = inRoot('deploy', 'profiles', `${name}.json`);
  if (!existsSync(file)) throw new LaunchError(`The profile ${name} has no file deploy/profiles/${name}.json.`);
  const profile = JSON.parse(readFileSync(file, 'utf8'));
  if (flags.demo && !profile.allowDemoData)
    throw new LaunchError(`The profile ${name} refuses demo data: leave --demo out, or leave the profile out.`);
  return profile;
}

function readPort(text) {
  if (text === undefined || text === '') return 3000;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new LaunchError(`PORT is ${JSON.stringify(text)}; it must be a whole number from 1 to 65535.`);
  return port;
}

function readPublicUrl(text, port) {
  if (!text) return `http://localhost:${port}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  const plain =
    url &&
    ['http:', 'https:'].includes(url.protocol) &&
    url.pathname === '/' &&
    !url.search &&
    !url.hash &&
    !url.username;
  if (!plain)
    throw new LaunchError(
      `PUBLIC_URL is ${JSON.stringify(text)}; it must be an http or https address without path, such as https://gpu.example.org.`,
    );
  return url.origin;
}

function readTrustedProxies(text) {
  const networks = (text ?? '').split(',').map((network) => network.trim());
  return networks.filter(Boolean).map((network) => {
    const [address, prefix, ...rest] = network.split('/');
    const bits = { 4: 32, 6: 128 }[isIP(address)];
    const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
    if (!bits || !isPrefix || rest.length > 0)
      throw new LaunchError(
        `TRUSTED_PROXIES holds ${JSON.stringify(network)}; it must be addresses or networks separated by commas, such as 127.0.0.1,10.0.0.0/8.`,
      );
    return network;
  });
}

function readDatabaseUrl(name, text) {
  if (!text) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['postgres:', 'postgresql:'].includes(url.protocol) || !url.hostname || url.pathname.length < 2) {
    throw new LaunchError(
      `${name} is not an address of a PostgreSQL database; it must look like postgresql://user:password@host:5432/database.`,
    );
  }
  return text;
}

function checkDatabaseAgainstProfile(profile, databaseUrl, migrationUrl) {
  if (!databaseUrl && !profile.allowEmbeddedDatabase) {
    throw new LaunchError(
      `The profile ${profile.name} refuses the embedded database: set DATABASE_URL (role gpuaas_app) and DATABASE_MIGRATION_URL (role gpuaas_owner).`,
    );
  }
  if (databaseUrl && !migrationUrl && !profile.allowSingleDatabaseRole) {
    throw new LaunchError(
      `The profile ${profile.name} refuses to run with DATABASE_URL alone, because the application could then change its own ledger's defences: set DATABASE_MIGRATION_URL (role gpuaas_owner) too.`,
    );
  }
}

function readRoles(text) {
  if (!text) return ROLES;
  const roles = text.split(',').map((role) => role.trim());
  const wrong = roles.find((role) => !ROLES.includes(role));
  if (wrong !== undefined)
    throw new LaunchError(
      `The role ${JSON.stringify(wrong)} does not exist; roles are ${ROLES.join(', ')}, separated by commas.`,
    );
  return roles;
}

/** Makes the data folder and proves that it can be written. */
export function prepareDataDir(dataDir) {
  const info = statSync(dataDir, { throwIfNoEntry: false });
  if (info && !info.isDirectory()) throw new LaunchError(`DATA_DIR is ${dataDir}, which is not a folder.`);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o755 });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch {
    throw new LaunchError(`DATA_DIR is ${dataDir}, which cannot be made or written by this user.`);
  }
}
