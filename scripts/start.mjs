// `npm start`: from a clone to a running portal, on any Node ≥ 20. This file brings packages and Node 24 along, then hands over to it.
import { START_HELP, prepareDataDir, readConfig } from './portal/config.mjs';
import { become } from './lib/exec.mjs';
import { runMain } from './lib/fail.mjs';
import { childEnv, requireNode, requireScriptNode } from './install/node24.mjs';
import { inRoot } from './lib/paths.mjs';
import { probeAddress } from './portal/portal.mjs';
import { endOrphanedPortal, refuseSecondPortal } from './portal/portal-lock.mjs';
import { ensureInstalled } from './install/prepare.mjs';
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
    const { launch } = await import('./portal/launch.mjs');
    await launch({ argv, startedAt });
    return;
  }
  const env = childEnv({ GPUAAS_STARTED_AT: String(startedAt) });
  process.exitCode = await become(node, [inRoot('scripts', 'portal', 'launch-main.mjs'), ...argv], {
    env,
    forwardInterrupt: true,
  });
});
