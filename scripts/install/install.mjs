import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { run } from '../lib/exec.mjs';
import { LaunchError } from '../lib/fail.mjs';
import { findNode } from './node24.mjs';
import { inRoot } from '../lib/paths.mjs';

const STAMP = inRoot('node_modules', '.gpuaas-lock');

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(inRoot('package-lock.json')))
    .digest('hex');
}

/**
 * Whether what is installed is what the lock file says. A stamp answers at once; without it (npm ran by hand) npm's own record of
 * node_modules is compared. An optional package of another platform may be missing.
 */
export function isInstalled() {
  if (!existsSync(inRoot('node_modules'))) return false;
  if (process.platform === 'linux' && findNode() === null) return false;
  const hash = lockHash();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return true;
  const record = inRoot('node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(record, 'utf8')).packages;
  if (!matchesLock(wanted, present)) return false;
  writeFileSync(STAMP, hash);
  return true;
}

/** Pure part of isInstalled: both arguments are the `packages` of a lock file. */
export function matchesLock(wanted, present) {
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '' || entry.link) return true;
    const found = present[place];
    return found ? found.version === entry.version : Boolean(entry.optional || entry.peer);
  });
}

/**
 * `npm ci` with the machine's own npm and Node. Development packages are included, because the build needs them. Install scripts
 * are not needed: what they would do is done here.
 */
export async function installPackages() {
  const { NODE_ENV: _production, ...env } = process.env;
  const args = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const { code, output } = await run(npm[0], [...npm.slice(1), ...args], { capture: true, env }).catch((error) => {
    throw new LaunchError(`npm cannot be run (${error.code ?? error.message}): install npm beside Node.`, {
      cause: error,
    });
  });
  if (code !== 0)
    throw new LaunchError(
      `Installing the packages failed (npm ci, exit code ${code}):\n${output.trim().split('\n').slice(-15).join('\n')}`,
    );
  writeFileSync(STAMP, lockHash());
}
