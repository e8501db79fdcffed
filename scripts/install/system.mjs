import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { run } from '../lib/exec.mjs';

/** Programs that the sandbox needs, and the package that brings each. */
const SANDBOX_PROGRAMS = {
  bwrap: 'bubblewrap',
  setpriv: 'util-linux',
  nsenter: 'util-linux',
  'mkfs.ext4': 'e2fsprogs',
};

/** System folders that are not in every user's PATH. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/** Absolute path of a program, or null. */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), ...SYSTEM_FOLDERS];
  for (const folder of folders.filter(Boolean)) {
    try {
      accessSync(path.join(folder, name), constants.X_OK);
      return path.join(folder, name);
    } catch {
      continue;
    }
  }
  return null;
}

/** Packages that this machine lacks to isolate workspaces; empty where it cannot do so at all (not Linux). */
export function missingSandboxPackages({ platform = process.platform, find = findProgram } = {}) {
  if (platform !== 'linux') return [];
  const missing = Object.entries(SANDBOX_PROGRAMS).filter(([program]) => find(program) === null);
  return [...new Set(missing.map(([, packageName]) => packageName))];
}

/**
 * Installs Debian packages, as root and where apt-get exists. Returns null when they are there afterwards, else the sentence that says what the
 * person has to do.
 */
export async function installSystemPackages(packages) {
  const advice = `Install ${packages.join(' and ')} (Debian: \`apt-get install ${packages.join(' ')}\`)`;
  const apt = findProgram('apt-get');
  if (process.getuid?.() !== 0) return `${advice}; this user may not.`;
  if (!apt) return `${advice}; this system has no apt-get.`;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20', '-o', 'DPkg::Lock::Timeout=120'];
  const install = () =>
    run(apt, [...options, 'install', '-y', '--no-install-recommends', ...packages], { capture: true, env });
  if ((await install()).code === 0) return null;
  await run(apt, [...options, 'update'], { capture: true, env });
  const { code, output } = await install();
  return code === 0 ? null : `${advice}; apt-get failed: ${output.trim().split('\n').at(-1)}`;
}
