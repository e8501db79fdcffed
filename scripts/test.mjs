// `npm test`: does all of its own set-up, runs checks, database tests and browser journeys, and ends with `N passed, N failed`.
import { become } from './lib/exec.mjs';
import { messageOf } from './lib/fail.mjs';
import { childEnv, requireNode } from './install/node24.mjs';
import { inRoot } from './lib/paths.mjs';
import { ensureInstalled } from './install/prepare.mjs';
import { createProgress } from './lib/progress.mjs';

try {
  await ensureInstalled(createProgress());
  const args = [inRoot('scripts', 'testing', 'test-run.mjs'), ...process.argv.slice(2)];
  process.exitCode = await become(requireNode(), args, { env: childEnv(), forwardInterrupt: true });
} catch (error) {
  process.stdout.write(`\n${messageOf(error)}\n\n0 passed, 1 failed\n`);
  process.exitCode = 1;
}
