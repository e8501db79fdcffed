import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync, watch } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { LaunchError } from '../lib/fail.mjs';
import { childEnv, nodeArgs, requireNode } from '../install/node24.mjs';
import { inRoot, root } from '../lib/paths.mjs';
import { endProcess, until } from '../lib/process.mjs';

/**
 * Starting allocates much and keeps most of it: a larger young generation saves a tenth of the time. No source maps: reading those
 * of every package costs a fifth, and the bundle is readable as it is.
 */
const PORTAL_FLAGS = ['--min-semi-space-size=16'];
const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 20_000;
/** A log beyond this size is put aside at start, one generation. */
const LOG_BYTES_MAX = 20 * 1024 * 1024;
/** A portal that keeps dying is given up after this many starts within the window. */
const RESTARTS_MAX = 5;
const RESTART_WINDOW_MS = 60_000;
const WATCH_DEBOUNCE_MS = 150;
const NOT_WATCHED = /(\.test\.tsx?$|\.md$|generated|testkit|node-runtime)/;

/** Refuses an address that cannot be listened on, before minutes are spent on building. */
export function probeAddress({ host, port }) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(addressError(error, host, port)));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  });
}

function addressError(error, host, port) {
  if (error.code === 'EADDRINUSE')
    return new LaunchError(
      `Port ${port} on ${host} is in use by another program: end it, or choose another with PORT=${port + 1 > 65_535 ? port - 1 : port + 1} npm start.`,
    );
  if (error.code === 'EACCES')
    return new LaunchError(`This user may not listen on port ${port}: choose one from 1024 up with PORT.`);
  return new LaunchError(
    `HOST is ${JSON.stringify(host)}, which is not an address of this machine (${error.code ?? error.message}).`,
  );
}

function openLog(dataDir) {
  const file = path.join(dataDir, 'logs', 'portal.log');
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX) renameSync(file, `${file}.1`);
  return { file, descriptor: openSync(file, 'a', 0o600) };
}

function lastLogLines(file, from) {
  const text = readFileSync(file).subarray(from).toString('utf8').trimEnd();
  const lines = text.split('\n').slice(-15).map(plainLogLine).join('\n').split('\n');
  // Where in our code it happened stands in the log; the person needs to know what.
  return lines.filter((line) => !/^\s+at .*:\d+\)?$/.test(line)).join('\n');
}

/** A log line for people: message and error of a JSON record, anything else as it is. */
function plainLogLine(line) {
  try {
    const record = JSON.parse(line);
    return [record.msg, record.err?.stack ?? record.err?.message].filter(Boolean).join(' ');
  } catch {
    return line;
  }
}

function spawnPortal(config, env) {
  const log = config.dev ? null : openLog(config.dataDir);
  const from = log ? statSync(log.file).size : 0;
  const args = config.dev ? nodeArgs(inRoot('server', 'main.ts')) : [...PORTAL_FLAGS, inRoot('dist', 'main.js')];
  const output = log ? log.descriptor : 'inherit';
  const child = spawn(requireNode(), args, { cwd: root, env: childEnv(env), stdio: ['ignore', output, output, 'ipc'] });
  if (log) closeSync(log.descriptor);
  return { child, failure: () => (log ? lastLogLines(log.file, from) : '') };
}

/** Tells the portal where its database is, and waits for `{type: 'ready', setupLink?}`; its end before that is a LaunchError with what it said. */
async function letBegin({ child, failure }, databaseUrl) {
  let ready = null;
  let ended = child.exitCode !== null || child.signalCode !== null;
  child.on('message', (message) => {
    if (message?.type === 'ready') ready = message;
  });
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  if (!ended) child.send({ type: 'begin', databaseUrl }, () => {});
  await until(() => ready !== null || ended, { timeoutMs: READY_TIMEOUT_MS });
  if (ready) return ready;
  if (!ended) await stopChild(child);
  throw new LaunchError(`The portal did not start:\n${failure()}`);
}

function stopChild(child) {
  return endProcess(child.pid, [
    { signal: 'SIGTERM', timeoutMs: STOP_TIMEOUT_MS },
    { signal: 'SIGKILL', timeoutMs: 5_000 },
  ]);
}

/**
 * Starts the portal as a child that reads its code and then waits. `begin(databaseUrl)` lets it serve and resolves with its message when it does; from then
 * on one that dies is started again, and `onEnd` is called when it keeps dying. With `config.dev` it runs from the sources and again after each change of
 * the server. Returns `{begin(databaseUrl), pid(), stop()}`.
 */
export function startPortal({ config, env, onNotice, onStart = () => {}, onReady = () => {}, onEnd }) {
  let databaseUrl;
  let stopping = false;
  let restarting = false;
  let waiting = null;
  let current = spawnPortal(config, env);
  const deaths = [];

  const replace = async (text) => {
    if (stopping) return;
    if (restarting) {
      waiting = text;
      return;
    }
    restarting = true;
    waiting = null;
    onNotice(text);
    try {
      await stopChild(current.child);
      if (stopping) return;
      current = spawnPortal(config, env);
      onStart(current.child.pid);
      const ready = await letBegin(current, databaseUrl);
      onNotice('The portal is back.');
      onReady(ready);
    } catch (error) {
      onNotice(`${error.message.split('\n')[0].replace(/:$/, '')}; logs/portal.log in the data folder says why.`);
    } finally {
      restarting = false;
      guard();
      if (waiting) void replace(waiting);
    }
  };
  const onDeath = (how) => {
    if (stopping || restarting) return;
    const now = Date.now();
    deaths.push(now);
    if (deaths.filter((at) => at > now - RESTART_WINDOW_MS).length > RESTARTS_MAX)
      onEnd(`The portal ended ${RESTARTS_MAX + 1} times within a minute (${how}); giving up. Its log says more.`);
    else if (!config.dev) void replace(`The portal ended (${how}); starting it again.`);
    else onNotice(`The portal ended (${how}); it starts again at the next change.`);
  };
  const guard = () => {
    const { child } = current;
    if (child.exitCode !== null || child.signalCode !== null)
      onDeath(child.signalCode ?? `exit code ${child.exitCode}`);
    else child.once('exit', (code, signal) => onDeath(signal ?? `exit code ${code}`));
  };

  onStart(current.child.pid);
  let watcher = null;
  return {
    begin: async (url) => {
      databaseUrl = url;
      const ready = await letBegin(current, databaseUrl);
      guard();
      if (config.dev) watcher = watchServer((file) => replace(`${file} changed; starting the portal again.`));
      return ready;
    },
    pid: () => current.child.pid,
    stop: async () => {
      stopping = true;
      watcher?.close();
      await stopChild(current.child);
    },
  };
}

function watchServer(onChange) {
  let timer;
  return watch(inRoot('server'), { recursive: true }, (_event, file) => {
    if (!file || NOT_WATCHED.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => onChange(file), WATCH_DEBOUNCE_MS);
  });
}
