// `npm run stop`: ends everything of a data folder: portal, workspaces, node runtime, database.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readDataDir } from './portal/config.mjs';
import { LaunchError, runMain } from './lib/fail.mjs';
import { endPortal } from './portal/portal-lock.mjs';
import { placeCluster } from './database/postgres-files.mjs';
import { stopServer } from './database/postgres.mjs';
import { createProgress } from './lib/progress.mjs';
import { endRuntime, isRuntimeOwed } from './portal/runtime.mjs';

await runMain(async () => {
  const dataDir = readDataDir();
  if (!existsSync(path.join(dataDir, 'secrets')))
    throw new LaunchError(`Nothing was ever started on the data folder ${dataDir}.`);
  const progress = createProgress();
  const did = [];
  const step = async (title, name, work) => {
    await progress.step(title, async () => {
      const was = await work();
      if (was) did.push(name);
      return was ? undefined : `No ${name} runs`;
    });
  };
  await step('Stopping the portal', 'portal', () => endPortal(dataDir));
  let complaint = null;
  await step('Ending workspaces and the node runtime', 'node runtime', async () => {
    if (!isRuntimeOwed(dataDir)) return false;
    complaint = await endRuntime(dataDir);
    return true;
  });
  await step(
    'Stopping PostgreSQL',
    'embedded database',
    () =>
      existsSync(path.join(dataDir, 'secrets', 'postgres.json')) &&
      stopServer(placeCluster(dataDir, { create: false }).dataFolder),
  );
  if (complaint) throw new LaunchError(complaint);
  process.stdout.write(did.length > 0 ? 'Everything is stopped.\n' : 'Nothing was running.\n');
});
