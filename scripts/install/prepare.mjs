import { buildPages, buildPrograms, staleParts } from './build.mjs';
import { installPackages, isInstalled } from './install.mjs';
import { withLock } from '../lib/lock.mjs';
import { inRoot } from '../lib/paths.mjs';
import { generateClient, isClientStale } from '../database/prisma.mjs';

const INSTALL_TIMEOUT_MS = 20 * 60_000;
const BUILD_TIMEOUT_MS = 20 * 60_000;

/** Installs the packages when the lock file changed. Runs on Node 20; one at a time per checkout. */
export async function ensureInstalled(progress) {
  if (isInstalled()) return;
  await withLock(
    inRoot('.cache', 'install.lock'),
    async () => {
      if (!isInstalled()) await progress.step('Installing packages (npm ci)', installPackages);
    },
    {
      timeoutMs: INSTALL_TIMEOUT_MS,
      onWait: () => progress.note('Another start is installing packages; waiting for it.'),
    },
  );
}

/** Generates and builds what changed; `pages` is false where Next compiles on demand. One at a time per checkout. */
export async function ensureBuilt(progress, { pages }) {
  const look = () => {
    const stale = staleParts();
    return { client: isClientStale(), programs: stale.programs, pages: pages ? stale.pages : null };
  };
  const first = look();
  if (!first.client && !first.programs && !first.pages) return;
  await withLock(
    inRoot('.cache', 'build.lock'),
    async () => {
      const stale = look();
      if (stale.client) await progress.step('Generating the database client', generateClient);
      if (stale.programs) await progress.step('Bundling the programs', () => buildPrograms(stale.programs));
      if (stale.pages) await progress.step('Building the pages', () => buildPages(stale.pages));
    },
    { timeoutMs: BUILD_TIMEOUT_MS, onWait: () => progress.note('Another start is building; waiting for it.') },
  );
}
