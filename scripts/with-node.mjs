// Runs a file of this repository on Node 24: `node scripts/with-node.mjs FILE [ARGS…]`. TypeScript runs through tsx.
import { become } from './lib/exec.mjs';
import { LaunchError, runMain } from './lib/fail.mjs';
import { childEnv, nodeArgs, requireNode } from './install/node24.mjs';

await runMain(async () => {
  const [entry, ...rest] = process.argv.slice(2);
  if (!entry) throw new LaunchError('Name the file to run: node scripts/with-node.mjs FILE [ARGS].');
  process.exitCode = await become(requireNode(), [...nodeArgs(entry), ...rest], { env: childEnv() });
});
