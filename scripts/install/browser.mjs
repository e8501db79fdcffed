import { runNode } from '../lib/exec.mjs';
import { LaunchError } from '../lib/fail.mjs';
import { inRoot } from '../lib/paths.mjs';
import { findProgram, installSystemPackages } from './system.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** An installed Chromium; CHROMIUM names another. Null when there is none. */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  return NAMES.map(findProgram).find(Boolean) ?? null;
}

/**
 * A browser for the journeys: an installed one, else Debian's package when root, else Playwright's own. Returns the program's path, or null for
 * Playwright's.
 */
export async function ensureChromium(progress) {
  const installed = findChromium();
  if (installed) return installed;
  const { advice } = await progress.step('Installing Chromium (apt-get)', async () => ({
    advice: await installSystemPackages(['chromium']),
  }));
  if (!advice) return findChromium();
  await progress.step("Installing Playwright's Chromium", async () => {
    const { code, output } = await runNode(
      [inRoot('node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium'],
      { capture: true },
    );
    if (code !== 0)
      throw new LaunchError(
        `No browser for the journeys. ${advice} Playwright could not bring one either: ${output.trim().split('\n').at(-1)}`,
      );
  });
  return null;
}
