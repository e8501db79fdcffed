// `npm start`: from a clone to a running portal, on any Node ≥ 20. This file brings packages and Node 24 along, then hands over to it.
import { START_HELP, prepareDataDir, readConfig } from './lib/config.mjs';
import { become } from './lib/exec.mjs';
import { runMain } from './lib/fail.mjs';
import { childEnv, requireNode, requireScriptNode } from './lib/node24.mjs';
import { inRoot } from './lib/paths.mjs';
import { probeAddress } from './lib/portal.mjs';
import { endOrphanedPortal, refuseSecondPortal } from './lib/portal-lock.mjs';
import { ensureInstalled } from './lib/prepare.mjs';
import { createProgress } from './lib/progress.mjs';

await runMain(async () => {
  const startedAt = Date.now();
  requireScriptNode();
  const argv = process.argv.slice(2);
  const config = readConfig({ argv });
  if (config.help) {
    process.stdout.write(START_HELP);
    return;
  }
  if (!config.buildOnly) {
    prepareDataDir(config.dataDir);
    refuseSecondPortal(config.dataDir);
    await endOrphanedPortal(config.dataDir);
    if (!config.seedOnly) await probeAddress(config);
  }
  const progress = createProgress({ startedAt });
  process.stdout.write('GPUaaS\n');
  await ensureInstalled(progress);
  const node = requireNode();
  if (node === process.execPath) {
    const { launch } = await import('./lib/launch.mjs');
    await launch({ argv, startedAt });
    return;
  }
  const env = childEnv({ GPUAAS_STARTED_AT: String(startedAt) });
  process.exitCode = await become(node, [inRoot('scripts', 'lib', 'launch-main.mjs'), ...argv], {
    env,
    forwardInterrupt: true,
  });
});
