import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareDataDir } from './config.mjs';
import { readIsolation } from './isolation.mjs';
import { ensureBuilt } from '../install/prepare.mjs';
import { endRuntime, startRuntime } from './runtime.mjs';
import { ensureSecrets } from './secrets.mjs';

let dataDir: string;

beforeAll(async () => {
  dataDir = path.join(mkdtempSync(path.join(os.tmpdir(), 'gpuaas-runtime-')), 'data');
  prepareDataDir(dataDir);
  await ensureBuilt({ step: (_title, work) => work(), note: () => undefined }, { pages: false });
});
afterAll(async () => {
  await endRuntime(dataDir);
  rmSync(path.dirname(dataDir), { recursive: true, force: true });
});

const start = () =>
  startRuntime({ config: { dataDir, profile: 'dev', profileSettings: {} }, secrets: ensureSecrets(dataDir) });

test('a runtime that found nothing to isolate with looks again at the next start, a fit one is kept', async () => {
  const searched = process.env['PATH'];
  process.env['PATH'] = '/nowhere';
  const unfit = await start().finally(() => (process.env['PATH'] = searched));
  expect(unfit).toMatchObject({ adopted: false, ready: true, isolation: { usable: false } });

  expect(await start()).toMatchObject({ adopted: false, replaced: true, ready: true, isolation: { usable: true } });
  expect(readIsolation(dataDir)).toMatchObject({ usable: true });
  expect(await start()).toMatchObject({ adopted: true, replaced: false });
});
