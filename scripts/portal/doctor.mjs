import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findChromium } from '../install/browser.mjs';
import { readConfig } from './config.mjs';
import { checkOwnDatabase } from '../database/database-check.mjs';
import { run, runNode } from '../lib/exec.mjs';
import { messageOf } from '../lib/fail.mjs';
import { isInstalled } from '../install/install.mjs';
import { lockHolder } from '../lib/lock.mjs';
import { migrationStatus } from '../database/migrate.mjs';
import { findNode } from '../install/node24.mjs';
import { inRoot } from '../lib/paths.mjs';
import { portalLockFile } from './portal-lock.mjs';
import { probeAddress } from './portal.mjs';
import { placeCluster } from '../database/postgres-files.mjs';
import { clusterUrls, runningPid } from '../database/postgres.mjs';
import { runningRuntime } from './runtime.mjs';
import { readSecret } from './secrets.mjs';
import { findProgram, missingSandboxPackages } from '../install/system.mjs';

/** One look at one thing: `{ok, what, fix?}`. A thrown error becomes a finding too. */
async function look(what, work) {
  try {
    return await work();
  } catch (error) {
    return { ok: false, what: `${what}: ${messageOf(error)}` };
  }
}

/** All findings, in the order a start would meet them. Later ones are left out when they cannot be looked at. */
export async function examine({ argv, env = process.env }) {
  const findings = [await look('Node', lookAtNode), await look('Packages', lookAtPackages)];
  let config;
  const environment = await look('Environment', () => {
    config = readConfig({ argv, env });
    return { ok: true, what: `Environment: profile ${config.profile}, ${config.publicUrl}, data in ${config.dataDir}` };
  });
  findings.push(environment);
  if (!config) return findings;
  findings.push(await look('Port', () => lookAtPort(config)));
  if (findings[1].ok) findings.push(await look('Database', () => lookAtDatabase(config)));
  findings.push(await look('Node runtime', () => lookAtRuntime(config)));
  findings.push(await look('Isolation', lookAtIsolation));
  findings.push(await look('Browser', lookAtBrowser));
  return findings;
}

async function lookAtNode() {
  const node = findNode();
  if (!node)
    return {
      ok: false,
      what: `Node: this is ${process.version}, and Node 24 is not here yet`,
      fix: 'npm start brings it along (Linux x64 and arm64); elsewhere install Node 24.',
    };
  const { output } = await runNode(['--version'], { capture: true });
  return { ok: true, what: `Node: ${process.version} here, ${output.trim()} for the product` };
}

function lookAtPackages() {
  if (isInstalled()) return { ok: true, what: 'Packages: installed as the lock file says' };
  return {
    ok: false,
    what: 'Packages: not installed, or not what the lock file says',
    fix: 'npm start installs them, or: npm ci --include=dev',
  };
}

async function lookAtPort(config) {
  const holder = lockHolder(portalLockFile(config.dataDir));
  if (holder) return { ok: true, what: `Portal: runs (process ${holder.pid}, ${holder.url})` };
  await probeAddress(config);
  return { ok: true, what: `Port: ${config.port} on ${config.host} is free` };
}

async function lookAtDatabase(config) {
  if (config.databaseUrl) {
    await checkOwnDatabase(config);
    return describeMigrations('your own', config.migrationUrl ?? config.databaseUrl);
  }
  const place = placeCluster(config.dataDir, { create: false });
  const stored = readSecret(config.dataDir, 'postgres.json');
  if (!stored || !existsSync(path.join(place.dataFolder, 'PG_VERSION')))
    return { ok: true, what: `Database: embedded, will be created in ${place.dataFolder}` };
  if (runningPid(place.dataFolder) === null)
    return { ok: true, what: `Database: embedded in ${place.dataFolder}, not running` };
  return describeMigrations('embedded', clusterUrls(JSON.parse(stored), 'gpuaas').ownerUrl);
}

async function describeMigrations(which, url) {
  const { pending, refusal } = await migrationStatus(url);
  if (refusal) return { ok: false, what: `Database: ${which}. ${refusal}` };
  if (pending.length > 0)
    return {
      ok: false,
      what: `Database: ${which}, ${pending.length} migrations to be applied`,
      fix: 'npm run migrate, or npm start',
    };
  return { ok: true, what: `Database: ${which}, answers, up to date` };
}

function lookAtRuntime(config) {
  const runtime = runningRuntime(config.dataDir);
  return { ok: true, what: runtime ? `Node runtime: runs (process ${runtime.pid})` : 'Node runtime: not running' };
}

async function lookAtIsolation() {
  if (process.platform !== 'linux')
    return {
      ok: false,
      what: `Isolation: workspaces need Linux, this is ${process.platform}`,
      fix: 'The portal runs here; start workspaces on a Linux machine.',
    };
  const missing = missingSandboxPackages();
  if (missing.length > 0)
    return {
      ok: false,
      what: `Isolation: ${missing.join(' and ')} missing`,
      fix: `apt-get install ${missing.join(' ')}`,
    };
  const { code, output } = await run(findProgram('bwrap'), ['--unshare-all', '--ro-bind', '/', '/', '/bin/true'], {
    capture: true,
  });
  if (code !== 0)
    return {
      ok: false,
      what: `Isolation: bubblewrap cannot make namespaces (${output.trim().split('\n')[0]})`,
      fix: 'Allow user namespaces (sysctl kernel.unprivileged_userns_clone=1), or run as root.',
    };
  const cgroups = existsSync('/sys/fs/cgroup/cgroup.controllers')
    ? 'v2'
    : existsSync('/sys/fs/cgroup/memory')
      ? 'v1'
      : 'none';
  const root = process.getuid?.() === 0;
  return {
    ok: true,
    what: `Isolation: bubblewrap works, cgroups ${cgroups}, ${root ? 'root: every limit can be set' : 'not root: see Fleet for the limits that are missing'}`,
  };
}

function lookAtBrowser() {
  const browser = findChromium();
  const tools = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).devDependencies['@playwright/test'];
  return { ok: true, what: `Browser for tests: ${browser ?? `none; npm test gets one (Playwright ${tools})`}` };
}
