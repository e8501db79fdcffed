import { spawn } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureChromium } from '../install/browser.mjs';
import { runNode } from '../lib/exec.mjs';
import { LaunchError } from '../lib/fail.mjs';
import { childEnv, requireNode } from '../install/node24.mjs';
import { inRoot, root } from '../lib/paths.mjs';
import { freePort } from '../database/postgres.mjs';
import { until } from '../lib/process.mjs';
import { createProgress } from '../lib/progress.mjs';
import { countPlaywright } from './test-results.mjs';

const START_TIMEOUT_MS = 10 * 60_000;
const STOP_TIMEOUT_MS = 60_000;
const RESULTS = inRoot('.cache', 'e2e.json');

/**
 * Starts the built product the way a person does (`scripts/start.mjs`) on a data folder and a port of its own. Returns
 * `{baseUrl, dataDir, outputFile, setupLink, stop()}`; what it says goes on being written to `outputFile`; `stop` ends everything and removes the folder.
 */
export async function startProduct({ args = [], env = {} } = {}) {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'gpuaas-e2e-'));
  // As root the database runs as another user, who has to reach its folder.
  chmodSync(dataDir, 0o755);
  const port = await freePort();
  const baseUrl = `http://localhost:${port}`;
  const productEnv = { ...env, PORT: String(port), PUBLIC_URL: baseUrl, DATA_DIR: dataDir, HOST: '127.0.0.1', CI: '1' };
  for (const name of ['DATABASE_URL', 'DATABASE_MIGRATION_URL', 'GPUAAS_PROFILE', 'GPUAAS_ROLES'])
    productEnv[name] ??= '';
  const child = spawn(requireNode(), [inRoot('scripts', 'start.mjs'), ...args], {
    cwd: root,
    env: childEnv(productEnv),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let ended = false;
  const outputFile = path.join(dataDir, 'launcher.out');
  const keep = (chunk) => {
    output += chunk;
    appendFileSync(outputFile, chunk, { mode: 0o600 });
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.once('exit', () => (ended = true));

  const stop = async () => {
    if (!ended) child.kill('SIGTERM');
    await until(() => ended, { timeoutMs: STOP_TIMEOUT_MS });
    const { code, output: said } = await runNode([inRoot('scripts', 'stop.mjs')], { capture: true, env: productEnv });
    if (code !== 0) throw new LaunchError(`What the journeys started did not stop:\n${said.trim()}`);
    rmSync(dataDir, { recursive: true, force: true });
  };
  const ready = await until(() => ended || /\nReady after [^\n]*\n[\s\S]*npm run stop/.test(output), {
    timeoutMs: START_TIMEOUT_MS,
  });
  if (!ready || ended) {
    await stop().catch(() => {});
    throw new LaunchError(`The product did not start:\n${output.trim()}`);
  }
  const setupLink = /^\s*(http\S+#\S+)\s*$/m.exec(output)?.[1] ?? null;
  return { baseUrl, dataDir, outputFile, setupLink, stop };
}

/** Runs the browser journeys on a product of their own. Returns `{passed, failed}`. `args` go to Playwright. */
export async function runJourneys({ args }) {
  const progress = createProgress();
  const chromium = await ensureChromium(progress);
  let product;
  await progress.step('Starting the built product', async () => {
    product = await startProduct();
  });
  try {
    mkdirSync(path.dirname(RESULTS), { recursive: true });
    rmSync(RESULTS, { force: true });
    const env = {
      GPUAAS_E2E_BASE_URL: product.baseUrl,
      GPUAAS_E2E_DATA_DIR: product.dataDir,
      GPUAAS_E2E_OUTPUT: product.outputFile,
      GPUAAS_E2E_SETUP_LINK: product.setupLink ?? '',
      GPUAAS_E2E_RESULTS: RESULTS,
      CHROMIUM: chromium ?? '',
    };
    const { code } = await runNode([inRoot('node_modules', '@playwright', 'test', 'cli.js'), 'test', ...args], { env });
    return countPlaywright(RESULTS, code);
  } finally {
    await product.stop();
  }
}
