import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRuntimeClient } from '@/server/node-runtime/protocol';
import { smallWorkspace } from '@/server/node-runtime/testing/test-runtime';
import { prepareDataDir } from './config.mjs';
import { runtimeSocket } from './portal-env.mjs';
import { ensureBuilt } from '../install/prepare.mjs';
import { isAlive, until } from '../lib/process.mjs';
import { runningRuntime, startRuntime } from './runtime.mjs';
import { ensureSecrets, secretPath } from './secrets.mjs';

const WORKSPACE = `left-alone-${process.pid}`;

let dataDir: string;

beforeAll(() => {
  dataDir = path.join(mkdtempSync(path.join(os.tmpdir(), 'gpuaas-stop-')), 'data');
});
afterAll(() => rmSync(path.dirname(dataDir), { recursive: true, force: true }));

const stop = () =>
  spawnSync(process.execPath, ['scripts/stop.mjs'], { env: { ...process.env, DATA_DIR: dataDir }, encoding: 'utf8' });

test('npm run stop ends workspaces whose runtime was killed before', async () => {
  await ensureBuilt({ step: (_title, work) => work(), note: () => undefined }, { pages: false });
  prepareDataDir(dataDir);
  await startRuntime({ config: { dataDir, profileSettings: {} }, secrets: ensureSecrets(dataDir) });
  const client = createRuntimeClient({
    socketPath: runtimeSocket(dataDir),
    taskPrivateKey: readFileSync(secretPath(dataDir, 'runtime-task.private.pem'), 'utf8'),
    eventPublicKey: readFileSync(secretPath(dataDir, 'runtime-event.public.pem'), 'utf8'),
  });
  await client.provision(smallWorkspace(WORKSPACE));
  const pid = runningRuntime(dataDir)?.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  await until(() => !isAlive(pid), { timeoutMs: 5_000 });
  expect(workspaceProcesses()).toBeGreaterThan(0);

  const stopped = stop();

  expect(stopped.stderr).toBe('');
  expect(stopped.stdout).toContain('Everything is stopped.');
  expect(workspaceProcesses()).toBe(0);
  expect(stop().stdout).toContain('Nothing was running.');
});

/** Processes inside the workspace: the path of its cgroup carries its name. */
function workspaceProcesses(): number {
  const script = `grep -l "/${WORKSPACE}" /proc/[0-9]*/cgroup 2>/dev/null | wc -l`;
  return Number(spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stdout.trim());
}
