import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { runNode } from '../lib/exec.mjs';
import { holdsWorkspaces, readIsolation } from './isolation.mjs';
import { requireNode, childEnv } from '../install/node24.mjs';
import { inRoot } from '../lib/paths.mjs';
import { runtimeEnv, runtimeSocket } from './portal-env.mjs';
import { birthMarkOf, endProcess, isAlive, until } from '../lib/process.mjs';
import { ensureSecrets, secretPath } from './secrets.mjs';
import { missingSandboxPackages } from '../install/system.mjs';

const PROGRAM = inRoot('dist', 'runtime.js');
const READY_TIMEOUT_MS = 20_000;
const SUPERVISE_EVERY_MS = 500;
/** A runtime that dies at once is started again ever more rarely, up to this pause. */
const RESTART_PAUSE_MS_MAX = 30_000;

function recordFile(dataDir) {
  return path.join(dataDir, 'runtime', 'launcher.json');
}

/** The runtime that was started for this data folder and still lives: `{pid, birthMark, build}`, or null. */
export function runningRuntime(dataDir) {
  try {
    const record = JSON.parse(readFileSync(recordFile(dataDir), 'utf8'));
    return isAlive(record.pid) && record.birthMark === birthMarkOf(record.pid) ? record : null;
  } catch {
    return null;
  }
}

/** What the runtime is told and acts on; the text of its profile counts beside the name, for it is read once. */
const TOLD = ['RUNTIME_SOCKET', 'RUNTIME_SIMULATED_GPUS', 'GPUAAS_PROFILE', 'DATA_DIR'];

/** One value for what the runtime would do differently: its programs, what they are told, and the machine's programs that they need. */
export function buildOf({ env, profileSettings = {}, missingPackages = missingSandboxPackages() }) {
  const hash = createHash('sha256');
  for (const file of [PROGRAM, inRoot('dist', 'agent.cjs')]) if (existsSync(file)) hash.update(readFileSync(file));
  for (const name of TOLD) hash.update(`\0${env[name]}`);
  hash.update(JSON.stringify([profileSettings.requiredIsolation ?? [], missingPackages]));
  return hash.digest('hex').slice(0, 16);
}

/** It looks at the machine once, at its start: one that can isolate nothing and holds nothing is started anew, for that may have been mended. */
function canBeKept(dataDir) {
  return readIsolation(dataDir)?.usable !== false || holdsWorkspaces(dataDir);
}

function answers(socketPath) {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const done = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

function spawnRuntime(config, env, build) {
  const { dataDir } = config;
  for (const name of ['runtime', 'logs']) mkdirSync(path.join(dataDir, name), { recursive: true, mode: 0o700 });
  const log = openSync(path.join(dataDir, 'logs', 'runtime.log'), 'a', 0o600);
  const child = spawn(requireNode(), [PROGRAM], {
    cwd: inRoot(),
    env: { ...env, PATH: childEnv().PATH },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  child.once('error', () => {});
  writeFileSync(recordFile(dataDir), JSON.stringify({ pid: child.pid, birthMark: birthMarkOf(child.pid), build }), {
    mode: 0o600,
  });
  return child.pid;
}

async function leave(pid) {
  return endProcess(pid, [
    { signal: 'SIGTERM', timeoutMs: 10_000 },
    { signal: 'SIGKILL', timeoutMs: 5_000 },
  ]);
}

/**
 * Starts the node runtime, or keeps the one that runs: it is detached and outlives this process. One of an older build is replaced, which workspaces
 * survive. Returns null when the program was not built, else `{pid(), adopted, replaced, ready, isolation, supervise(onNotice), release()}`; `isolation` is
 * its report of this machine or null, `release` only stops watching.
 */
export async function startRuntime({ config, secrets }) {
  if (!existsSync(PROGRAM)) return null;
  const env = runtimeEnv({ config, secrets });
  const build = buildOf({ env, profileSettings: config.profileSettings });
  const socketPath = runtimeSocket(config.dataDir);
  const current = runningRuntime(config.dataDir);
  const adopted = current?.build === build && canBeKept(config.dataDir);
  if (current && !adopted) await leave(current.pid);
  let pid = adopted ? current.pid : spawnRuntime(config, env, build);
  const ready =
    Boolean(await until(async () => !isAlive(pid) || (await answers(socketPath)), { timeoutMs: READY_TIMEOUT_MS })) &&
    isAlive(pid);

  let timer = null;
  let pauseMs = 0;
  let notBefore = 0;
  const supervise = (onNotice) => {
    timer = setInterval(() => {
      if (isAlive(pid) || Date.now() < notBefore) return;
      onNotice(`The node runtime (process ${pid}) ended; starting it again. Workspaces run on.`);
      pid = spawnRuntime(config, env, build);
      pauseMs = Math.min(RESTART_PAUSE_MS_MAX, pauseMs * 2 || 1000);
      notBefore = Date.now() + pauseMs;
    }, SUPERVISE_EVERY_MS);
    timer.unref();
  };
  return {
    pid: () => pid,
    adopted,
    replaced: Boolean(current && !adopted),
    ready,
    isolation: ready ? readIsolation(config.dataDir) : null,
    supervise,
    release: () => clearInterval(timer),
  };
}

/** Whether a runtime was started for this data folder and never ended in order: it runs, or was killed and may have left workspaces running. */
export function isRuntimeOwed(dataDir) {
  return existsSync(recordFile(dataDir));
}

/** One that was killed comes back once more: it alone can find its workspaces and prove that they are gone. */
async function broughtBack(dataDir) {
  if (!isRuntimeOwed(dataDir)) return null;
  const current = runningRuntime(dataDir);
  if (current) return current;
  await startRuntime({ config: { dataDir, profileSettings: {} }, secrets: ensureSecrets(dataDir) });
  return runningRuntime(dataDir);
}

/**
 * Ends every workspace and then the runtime. When the runtime does not obey, it is ended itself and the sentence says that workspaces may be left;
 * returns that sentence, or null when all is well.
 */
export async function endRuntime(dataDir) {
  const current = await broughtBack(dataDir);
  if (!current) return isRuntimeOwed(dataDir) ? 'The node runtime does not start; its workspaces may still run.' : null;
  const keys = [secretPath(dataDir, 'runtime-task.private.pem'), secretPath(dataDir, 'runtime-event.public.pem')];
  const { code, output } = await runNode([inRoot('dist', 'end-workspaces.js'), runtimeSocket(dataDir), ...keys], {
    capture: true,
  });
  const left = code === 0 && (await until(() => !isAlive(current.pid), { timeoutMs: 15_000 }));
  if (!left) await leave(current.pid);
  rmSync(recordFile(dataDir), { force: true });
  if (code === 0) return null;
  return `The node runtime refused to end its workspaces (${
    output
      .trim()
      .split('\n')
      .find((line) => line.includes('Error')) ?? `exit code ${code}`
  }); they may still run.`;
}
