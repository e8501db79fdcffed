import { existsSync } from 'node:fs';
import path from 'node:path';
import { prepareDataDir, readConfig } from './config.mjs';
import { checkOwnDatabase } from '../database/database-check.mjs';
import { runNode } from '../lib/exec.mjs';
import { LaunchError, messageOf } from '../lib/fail.mjs';
import { describeIsolation, holdsWorkspaces } from './isolation.mjs';
import { migrate } from '../database/migrate.mjs';
import { inRoot } from '../lib/paths.mjs';
import { portalEnv } from './portal-env.mjs';
import { takePortalLock } from './portal-lock.mjs';
import { startPortal } from './portal.mjs';
import { makeFolder } from '../database/postgres-files.mjs';
import { startPostgres } from '../database/postgres.mjs';
import { ensureBuilt } from '../install/prepare.mjs';
import { createProgress } from '../lib/progress.mjs';
import { endRuntime, isRuntimeOwed, startRuntime } from './runtime.mjs';
import { ensureSecrets } from './secrets.mjs';
import { installSystemPackages, missingSandboxPackages } from '../install/system.mjs';

/** A Ctrl-C reaches this process from the terminal and from its parent; only one that comes later than this is a second wish. */
const SECOND_INTERRUPT_AFTER_MS = 1000;

/** Everything after the packages are there; runs on Node 24. Resolves when the portal has been stopped. */
export async function launch({ argv, startedAt }) {
  const config = readConfig({ argv });
  const progress = createProgress({ startedAt });
  if (config.buildOnly) {
    await ensureBuilt(progress, { pages: !config.dev });
    return;
  }
  prepareDataDir(config.dataDir);
  const lock = takePortalLock(config.dataDir, { url: config.publicUrl });
  const running = { portal: null, postgres: null, runtime: null, lock };
  const end = listenForSignals(running);
  const wasOwed = isRuntimeOwed(config.dataDir);
  try {
    await bringUp({ config, progress, running, end });
  } catch (error) {
    // A failed start takes back what it brought. Workspaces, and a runtime that was there before or was only killed, are not its own.
    if (running.runtime && !wasOwed && !holdsWorkspaces(config.dataDir)) await endRuntime(config.dataDir);
    await shutDown(running);
    throw error;
  }
  if (config.seedOnly) {
    await shutDown(running);
    process.exit();
  }
  await end.promise;
}

async function bringUp({ config, progress, running, end }) {
  if (config.databaseUrl) await progress.step('Reaching the database', () => checkOwnDatabase(config));
  await ensureBuilt(progress, { pages: !config.dev && config.roles.includes('web') });
  makeFolder(path.join(config.dataDir, 'logs'), 0o700);
  const secrets = ensureSecrets(config.dataDir);
  const env = portalEnv({ config, secrets });
  // Reading its code takes the portal as long as the database takes to start. Filling in demo data first would leave it waiting for minutes.
  if (!config.demo && !config.seedOnly) launchPortal({ config, env, progress, running, end });
  const urls = await bringDatabase({ config, progress, running });
  await progress.step('Migrating', async () => {
    const applied = await migrate({ ownerUrl: urls.ownerUrl });
    return applied.length > 0 ? `Migrated (${applied.length} new)` : 'Database is up to date';
  });
  // Demo data ends with workspaces that start for real, so the machine has to be known before.
  if (!config.seedOnly) {
    await prepareSandbox(progress);
    await bringRuntime({ config, secrets, progress, running });
  }
  if (config.demo) await seed({ ...env, DATABASE_URL: urls.url }, progress);
  if (config.seedOnly) return;
  if (!running.portal) launchPortal({ config, env, progress, running, end });
  const ready = await progress.step('Starting web, gateway and worker', () => running.portal.begin(urls.url));
  announce({ config, progress, ready });
}

function launchPortal({ config, env, progress, running, end }) {
  running.portal = startPortal({
    config,
    env,
    onNotice: progress.note,
    onStart: (pid) => running.lock.update({ portalPid: pid }),
    onReady: (ready) => announceSetup(ready),
    onEnd: end.fail,
  });
}

async function bringDatabase({ config, progress, running }) {
  if (config.databaseUrl) {
    if (!config.migrationUrl)
      progress.note(
        'Only DATABASE_URL is set: the application runs with the rights of the owner. Set DATABASE_MIGRATION_URL (role gpuaas_owner) to keep them apart.',
      );
    return { url: config.databaseUrl, ownerUrl: config.migrationUrl ?? config.databaseUrl };
  }
  await progress.step('Starting PostgreSQL', async () => {
    running.postgres = await startPostgres({ dataDir: config.dataDir });
    const { adopted, created, port } = running.postgres;
    return `${adopted ? 'Found PostgreSQL running' : created ? 'Created and started PostgreSQL' : 'Started PostgreSQL'} (port ${port})`;
  });
  if (running.postgres.moved) progress.note(running.postgres.moved);
  running.postgres.supervise(progress.note);
  return running.postgres;
}

async function seed(env, progress) {
  const program = inRoot('dist', 'seed.js');
  if (!existsSync(program)) throw new LaunchError('This checkout has no demo data to fill in.');
  await progress.step('Filling in the demo organization', async () => {
    const { code, output } = await runNode([program], { capture: true, env });
    const last = output.trim().split('\n').at(-1) ?? '';
    if (code !== 0) throw new LaunchError(last || `Filling in the demo data failed with exit code ${code}.`);
    return last.length > 0 && last.length < 100 && !last.startsWith('{') ? last : undefined;
  });
}

async function prepareSandbox(progress) {
  const missing = missingSandboxPackages();
  if (missing.length === 0) return;
  const sentence = await progress.step(`Installing ${missing.join(', ')}`, () =>
    installSystemPackages(missing).then((advice) => ({ advice })),
  );
  if (sentence.advice) progress.note(`Workspaces cannot be isolated on this machine yet. ${sentence.advice}`);
}

async function bringRuntime({ config, secrets, progress, running }) {
  await progress.step('Starting the node runtime', async () => {
    running.runtime = await startRuntime({ config, secrets });
    if (!running.runtime) return 'No node runtime in this checkout';
    const { adopted, replaced } = running.runtime;
    if (adopted) return 'Node runtime already running';
    return replaced ? 'Replaced the node runtime; workspaces run on' : 'Started the node runtime';
  });
  if (running.runtime && !running.runtime.ready)
    progress.note(
      'The node runtime does not answer: workspaces cannot be started. logs/runtime.log in the data folder says why.',
    );
  if (running.runtime?.isolation)
    progress.note(
      describeIsolation(running.runtime.isolation, {
        profile: config.profile,
        requiredIsolation: config.profileSettings.requiredIsolation,
      }),
    );
  running.runtime?.supervise(progress.note);
}

function announce({ config, progress, ready }) {
  process.stdout.write(`\nReady after ${progress.elapsed()}: ${config.publicUrl}\n`);
  announceSetup(ready);
  process.stdout.write('\nCtrl-C stops the portal; workspaces keep running. `npm run stop` ends everything.\n\n');
}

/** Each start of the portal makes earlier links void, also one after it died. */
function announceSetup({ setupLink }) {
  if (!setupLink) return;
  process.stdout.write(
    `\nNobody has signed in yet. This link makes you the first owner (one hour, one use):\n  ${setupLink}\n`,
  );
}

/** Portal first, then the database. The runtime and its workspaces stay. */
async function shutDown(running) {
  running.runtime?.release();
  await running.portal?.stop();
  await running.postgres?.stop();
  running.lock.release();
}

/** Turns the first signal into a clean end, a later second one into an immediate one. */
function listenForSignals(running) {
  let resolve;
  let firstAt = 0;
  const promise = new Promise((done) => (resolve = done));
  const stop = async (exitCode) => {
    firstAt = Date.now();
    process.exitCode = exitCode;
    process.stdout.write('\nStopping…\n');
    try {
      await shutDown(running);
      process.stdout.write(
        running.runtime ? 'Stopped. The node runtime and its workspaces keep running.\n' : 'Stopped.\n',
      );
    } catch (error) {
      process.stderr.write(`${messageOf(error)}\n`);
      process.exitCode = 1;
    }
    process.exit();
    resolve();
  };
  const onSignal = () => {
    if (firstAt === 0) return void stop(0);
    if (Date.now() - firstAt > SECOND_INTERRUPT_AFTER_MS) process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
  const fail = (sentence) => {
    if (firstAt !== 0) return;
    process.stderr.write(`\n${sentence}\n`);
    void stop(1);
  };
  return { promise, fail };
}
