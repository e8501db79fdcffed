import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, chownSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { run } from '../lib/exec.mjs';
import { LaunchError, messageOf } from '../lib/fail.mjs';
import { prepareDatabase, SUPERUSER, urlOf } from './postgres-roles.mjs';
import { makeFolder, placeCluster } from './postgres-files.mjs';
import { commandLineOf, endProcess, isAlive, until } from '../lib/process.mjs';
import { readSecret, randomHex, writeSecret } from '../portal/secrets.mjs';

const START_TIMEOUT_MS = 60_000;
/** A server that was killed leaves children that hold its shared memory for a moment; starting again is tried this often. */
const START_ATTEMPTS_MAX = 5;
const SUPERVISE_EVERY_MS = 500;

/**
 * Settings of every cluster. Only the loopback address, no socket file: nothing outside this machine can connect. The passwords are
 * 192 random bits, so stretching them would only slow each new connection down.
 */
const BASE_SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  shared_buffers: '128MB',
  log_line_prefix: '%m [%p] ',
  log_checkpoints: 'off',
  scram_iterations: '64',
};

/** For throw-away test clusters only: a power cut may destroy them, and nobody would miss them. */
const FAST_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_wal_size: '4GB',
};

/** What postmaster.pid says: `{pid, port}`, or null without a readable file. */
export function readPidFile(dataFolder) {
  try {
    const lines = readFileSync(path.join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number.parseInt(lines[0] ?? '', 10);
    return Number.isInteger(pid) ? { pid, port: Number.parseInt(lines[3] ?? '', 10) } : null;
  } catch {
    return null;
  }
}

/**
 * Number of the server that runs this very data folder, or null. Process numbers are used again, after a reboot above all, so
 * the number alone proves nothing: the process must also look like `postgres -D <this folder>`.
 */
export function runningPid(dataFolder, { isProcessAlive = isAlive, commandLine = commandLineOf } = {}) {
  const file = readPidFile(dataFolder);
  if (!file || !isProcessAlive(file.pid)) return null;
  const words = commandLine(file.pid);
  return words.includes('postgres') && `${words} `.includes(` -D ${dataFolder} `) ? file.pid : null;
}

/** A port of 127.0.0.1 that nothing listens on; `wanted` when it is free. */
export function freePort(wanted = 0) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => (wanted ? resolve(freePort(0)) : reject(error)));
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function credentials(dataDir) {
  const stored = readSecret(dataDir, 'postgres.json');
  if (stored) return JSON.parse(stored);
  const made = { port: 0, superPassword: randomHex(24), ownerPassword: randomHex(24), appPassword: randomHex(24) };
  writeSecret(dataDir, 'postgres.json', `${JSON.stringify(made, null, 2)}\n`);
  return made;
}

async function initialise(place, secrets, fast) {
  makeFolder(path.dirname(place.dataFolder), 0o755);
  makeFolder(place.dataFolder, 0o700, place.user);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gpuaas-initdb-'));
  const passwordFile = path.join(folder, 'password');
  try {
    writeFileSync(passwordFile, secrets.superPassword, { mode: 0o600 });
    if (place.user) {
      chownSync(folder, place.user.uid, place.user.gid);
      chownSync(passwordFile, place.user.uid, place.user.gid);
    }
    const args = [
      '-D',
      place.dataFolder,
      '-U',
      SUPERUSER,
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
    ];
    args.push(
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '-c',
      'scram_iterations=64',
      ...(fast ? ['--no-sync'] : []),
    );
    const ids = place.user ? { uid: place.user.uid, gid: place.user.gid } : {};
    const { code, output } = await run(path.join(place.native, 'bin', 'initdb'), args, {
      capture: true,
      cwd: place.dataFolder,
      env: serverEnv(),
      ...ids,
    });
    if (code !== 0) {
      rmSync(place.dataFolder, { recursive: true, force: true });
      throw new LaunchError(`The embedded database could not be created in ${place.dataFolder}:\n${output.trim()}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The server inherits nothing of ours but the path: its settings come from this file alone. */
function serverEnv() {
  return { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC', HOME: '/' };
}

function spawnServer(place, { port, settings, logFile }) {
  const args = ['-D', place.dataFolder, '-p', String(port)];
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
  const log = openSync(logFile, 'a', 0o600);
  const ids = place.user ? { uid: place.user.uid, gid: place.user.gid } : {};
  const server = spawn(path.join(place.native, 'bin', 'postgres'), args, {
    cwd: place.dataFolder,
    env: serverEnv(),
    detached: true,
    stdio: ['ignore', log, log],
    ...ids,
  });
  closeSync(log);
  server.unref();
  return server;
}

/** Whether a server answers on this port with our superuser's password. */
async function isOurs(port, secrets) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: urlOf({ port, user: SUPERUSER, password: secrets.superPassword, database: 'postgres' }),
    connectionTimeoutMillis: 2000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (error.code === '28P01')
      throw new LaunchError(`A PostgreSQL that is not this folder's answers on 127.0.0.1:${port}.`);
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function lastLines(file, count) {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n') : '';
}

async function startServer(place, options) {
  const { secrets, logFile, port } = options;
  for (let attempt = 1; ; attempt += 1) {
    const server = spawnServer(place, options);
    let exited = false;
    server.once('exit', () => (exited = true));
    server.once('error', () => (exited = true));
    const ready = await until(async () => exited || (await isOurs(port, secrets)), { timeoutMs: START_TIMEOUT_MS });
    if (ready && !exited) return server.pid;
    if (!ready || attempt >= START_ATTEMPTS_MAX) {
      throw new LaunchError(`The embedded database did not start. The end of ${logFile}:\n${lastLines(logFile, 6)}`);
    }
    await until(() => false, { timeoutMs: 200 * attempt });
  }
}

/**
 * Starts the embedded PostgreSQL of `dataDir`, or adopts the one that already runs there. Returns
 * `{url, ownerUrl, superUrl, port, pid(), adopted, created, moved, supervise(onNotice), stop()}`. `pid` may change: `supervise` starts the server
 * again, on the same port, when it dies. `fast` is for throw-away clusters: it gives up durability for speed.
 */
export async function startPostgres({ dataDir, fast = false, database = 'gpuaas' }) {
  const place = placeCluster(dataDir);
  const secrets = credentials(dataDir);
  makeFolder(path.join(dataDir, 'logs'), 0o700);
  const logFile = path.join(dataDir, 'logs', 'postgres.log');
  const created = !existsSync(path.join(place.dataFolder, 'PG_VERSION'));
  if (created) await initialise(place, secrets, fast);

  const settings = { ...BASE_SETTINGS, ...(fast ? FAST_SETTINGS : {}) };
  let pid = runningPid(place.dataFolder);
  const adopted = pid !== null;
  if (pid === null) {
    dropStalePidFile(place.dataFolder);
    secrets.port = await freePort(secrets.port);
    writeSecret(dataDir, 'postgres.json', `${JSON.stringify(secrets, null, 2)}\n`);
    pid = await startServer(place, { secrets, settings, logFile, port: secrets.port });
  } else {
    secrets.port = readPidFile(place.dataFolder).port;
    const ready = await until(() => isOurs(secrets.port, secrets), { timeoutMs: START_TIMEOUT_MS });
    if (!ready)
      throw new LaunchError(
        `The database that runs in ${place.dataFolder} (process ${pid}) does not answer; end it with \`npm run stop\` and start again.`,
      );
  }
  const urls = clusterUrls(secrets, database);
  await prepareDatabase({ superUrl: clusterUrls(secrets, 'postgres').superUrl, database, secrets });

  let timer = null;
  const handle = {
    ...urls,
    port: secrets.port,
    adopted,
    created,
    moved: place.moved,
    dataFolder: place.dataFolder,
    pid: () => pid,
  };
  let stopping = false;
  let repair = null;
  handle.stop = async () => {
    stopping = true;
    clearInterval(timer);
    await repair;
    await stopServer(place.dataFolder);
  };
  handle.supervise = (onNotice) => {
    const startAgain = async () => {
      onNotice(`The database (process ${pid}) died; starting it again.`);
      dropStalePidFile(place.dataFolder);
      pid = await startServer(place, { secrets, settings, logFile, port: secrets.port });
      onNotice(`The database is back (process ${pid}).`);
    };
    timer = setInterval(() => {
      if (stopping || repair || isAlive(pid)) return;
      repair = startAgain()
        .catch((error) => onNotice(messageOf(error)))
        .finally(() => (repair = null));
    }, SUPERVISE_EVERY_MS);
    timer.unref();
  };
  return handle;
}

/** Removes a postmaster.pid that names no server of this folder; PostgreSQL would refuse to start while its number is in use. */
export function dropStalePidFile(dataFolder) {
  if (runningPid(dataFolder) === null) rmSync(path.join(dataFolder, 'postmaster.pid'), { force: true });
}

/** Stops the server of a data folder, if one runs: connections are cut, the data is written. Returns whether there was one. */
export async function stopServer(dataFolder) {
  const pid = runningPid(dataFolder);
  if (pid === null) return false;
  const gone = await endProcess(pid, [
    { signal: 'SIGINT', timeoutMs: 30_000 },
    { signal: 'SIGQUIT', timeoutMs: 10_000 },
  ]);
  if (!gone) throw new LaunchError(`The database (process ${pid}) does not stop.`);
  return true;
}

/** Addresses of one database of the cluster, per role. */
export function clusterUrls(secrets, database) {
  const { port } = secrets;
  return {
    url: urlOf({ port, user: 'gpuaas_app', password: secrets.appPassword, database }),
    ownerUrl: urlOf({ port, user: 'gpuaas_owner', password: secrets.ownerPassword, database }),
    superUrl: urlOf({ port, user: SUPERUSER, password: secrets.superPassword, database }),
  };
}
