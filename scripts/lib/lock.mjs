import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { birthMarkOf, isAlive, until } from './process.mjs';

/** Who holds a lock file: `{pid, birthMark, …}` of a living process, or null. A number that was used again does not count. */
export function lockHolder(file) {
  let holder;
  try {
    holder = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
  if (!isAlive(holder.pid)) return null;
  return holder.birthMark === birthMarkOf(holder.pid) ? holder : null;
}

/**
 * Takes a lock file for this process. Returns `{release(), update(fields)}`, or null when a living process holds it. The file
 * appears by `link`, which fails when it is there already, so of two takers one wins; a dead holder's file is moved away first.
 */
export function takeLock(file, fields = {}) {
  mkdirSync(path.dirname(file), { recursive: true });
  const own = `${file}.${process.pid}`;
  const content = { pid: process.pid, birthMark: birthMarkOf(process.pid), ...fields };
  const write = () => writeFileSync(own, JSON.stringify(content), { mode: 0o600 });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    write();
    try {
      linkSync(own, file);
      rmSync(own);
      return {
        release: () => rmSync(file, { force: true }),
        update: (more) => {
          Object.assign(content, more);
          write();
          renameSync(own, file);
        },
      };
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (lockHolder(file)) break;
      moveAway(file, `${own}.stale`);
    }
  }
  rmSync(own, { force: true });
  return null;
}

function moveAway(file, target) {
  try {
    renameSync(file, target);
    rmSync(target, { force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

/** Runs `work` while holding the lock; waits for whoever holds it. */
export async function withLock(file, work, { timeoutMs, onWait = () => {} }) {
  let told = false;
  const lock = await until(
    () => {
      const taken = takeLock(file);
      if (!taken && !told) {
        told = true;
        onWait();
      }
      return taken;
    },
    { timeoutMs, everyMs: 200 },
  );
  if (!lock) throw new Error(`gave up waiting for ${file}`);
  try {
    return await work();
  } finally {
    lock.release();
  }
}
