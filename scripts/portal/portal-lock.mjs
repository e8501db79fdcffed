import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LaunchError } from '../lib/fail.mjs';
import { lockHolder, takeLock } from '../lib/lock.mjs';
import { commandLineOf, endProcess, isAlive } from '../lib/process.mjs';

/** One portal per data folder: its launcher holds this file. */
export function portalLockFile(dataDir) {
  return path.join(dataDir, 'portal.lock');
}

/** Throws the one sentence that a second start on the same data folder gets. */
export function refuseSecondPortal(dataDir) {
  const holder = lockHolder(portalLockFile(dataDir));
  if (!holder) return;
  throw new LaunchError(
    `GPUaaS already runs on the data folder ${dataDir} (process ${holder.pid}${holder.url ? `, ${holder.url}` : ''}): use that one, end it with \`npm run stop\`, or set DATA_DIR to another folder.`,
  );
}

/** Takes the data folder for this process. */
export function takePortalLock(dataDir, fields) {
  const lock = takeLock(portalLockFile(dataDir), fields);
  if (lock) return lock;
  refuseSecondPortal(dataDir);
  throw new LaunchError(`Another start is taking the data folder ${dataDir} at this moment; try again.`);
}

/**
 * Ends a portal whose launcher was killed. It ends by itself when it notices; a start that comes at once would find its port taken.
 */
export async function endOrphanedPortal(dataDir) {
  const file = portalLockFile(dataDir);
  if (lockHolder(file)) return;
  let portalPid;
  try {
    ({ portalPid } = JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return;
  }
  if (!isAlive(portalPid) || !/(dist\/main\.js|server\/main\.ts)$/.test(commandLineOf(portalPid))) return;
  await endProcess(portalPid, [
    { signal: 'SIGTERM', timeoutMs: 12_000 },
    { signal: 'SIGKILL', timeoutMs: 5_000 },
  ]);
}

/** Ends the portal of a data folder, whoever started it. Returns whether there was one. */
export async function endPortal(dataDir) {
  await endOrphanedPortal(dataDir);
  const holder = lockHolder(portalLockFile(dataDir));
  if (!holder) return false;
  const steps = [
    { signal: 'SIGTERM', timeoutMs: 40_000 },
    { signal: 'SIGKILL', timeoutMs: 5_000 },
  ];
  if (!(await endProcess(holder.pid, steps)))
    throw new LaunchError(`The portal (process ${holder.pid}) does not stop.`);
  return true;
}
