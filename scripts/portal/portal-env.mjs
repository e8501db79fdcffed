import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inRoot, root } from '../lib/paths.mjs';
import { makeFolder } from '../database/postgres-files.mjs';

/** Longest path of a Unix socket in bytes, with the ending zero taken off. */
const SOCKET_PATH_BYTES_MAX = 107;

/** Where the node runtime listens: below DATA_DIR, or in a private folder of the temporary one when that path is too long. */
export function runtimeSocket(dataDir) {
  const near = path.join(dataDir, 'runtime', 'runtime.sock');
  if (Buffer.byteLength(near) <= SOCKET_PATH_BYTES_MAX) return near;
  const key = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const folder = path.join(os.tmpdir(), `gpuaas-${key}`);
  makeFolder(folder, 0o700);
  return path.join(folder, 'runtime.sock');
}

let build;

/** Version and commit of this checkout; `unknown` outside of git. */
export function describeBuild() {
  build ??= readBuild();
  return build;
}

function readBuild() {
  const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  try {
    const commit = execFileSync('git', ['-C', root, 'rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return { version, commit: commit.trim() };
  } catch {
    return { version, commit: 'unknown' };
  }
}

/** The portal's environment without the database's address, which it is told once the database answers. It never holds the migration address. */
export function portalEnv({ config, secrets }) {
  const { version, commit } = describeBuild();
  return {
    NODE_ENV: config.dev ? 'development' : 'production',
    GPUAAS_PROFILE: config.profile,
    GPUAAS_ROLES: config.roles.join(','),
    GPUAAS_VERSION: version,
    GPUAAS_COMMIT: commit,
    PORT: String(config.port),
    HOST: config.host,
    PUBLIC_URL: config.publicUrl,
    TRUSTED_PROXIES: config.trustedProxies.join(','),
    // The sign-in library reads its own name for it.
    NEXTAUTH_URL: config.publicUrl,
    DATA_DIR: config.dataDir,
    DATABASE_URL: undefined,
    DATABASE_MIGRATION_URL: undefined,
    AUTH_SECRET: secrets.authSecret,
    RUNTIME_SOCKET: runtimeSocket(config.dataDir),
    RUNTIME_TASK_KEY_FILE: secrets.taskKey.privateFile,
    RUNTIME_EVENT_KEY_FILE: secrets.eventKey.publicFile,
  };
}

/** The node runtime's environment: no database, no sign-in secret, and of each pair the other half. */
export function runtimeEnv({ config, secrets }) {
  const { version } = describeBuild();
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    LANG: process.env.LANG,
    NODE_ENV: 'production',
    GPUAAS_PROFILE: config.profile,
    GPUAAS_VERSION: version,
    LOG_LEVEL: process.env.LOG_LEVEL,
    DATA_DIR: config.dataDir,
    RUNTIME_SOCKET: runtimeSocket(config.dataDir),
    RUNTIME_TASK_KEY_FILE: secrets.taskKey.publicFile,
    RUNTIME_EVENT_KEY_FILE: secrets.eventKey.privateFile,
    RUNTIME_SIMULATED_GPUS: JSON.stringify(config.profileSettings.simulatedGpus ?? []),
  };
}
