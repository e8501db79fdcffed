import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRuntimeClient, type RuntimeClient } from '@/server/node-runtime/protocol';
import { smallWorkspace } from '@/server/node-runtime/testing/test-runtime';
import { runtimeSocket } from './portal-env.mjs';
import { freePort, startPostgres } from '../database/postgres.mjs';
import { isAlive, until } from '../lib/process.mjs';
import { isRuntimeOwed, runningRuntime } from './runtime.mjs';
import { secretPath } from './secrets.mjs';

// `npm start` as a person runs it, without pages: what it does to the workspaces that run on the machine already.
const WORKSPACE = 'stays-running';
const PATIENCE_MS = 120_000;

let folder: string;
let dataDir: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'gpuaas-launch-'));
  chmodSync(folder, 0o755);
  dataDir = path.join(folder, 'data');
  const cleared = { DATABASE_URL: '', DATABASE_MIGRATION_URL: '', GPUAAS_PROFILE: '', PUBLIC_URL: '', HOST: '' };
  env = { ...cleared, DATA_DIR: dataDir, PORT: String(await freePort()), GPUAAS_ROLES: 'gateway' };
});
afterAll(async () => {
  await ended(run('stop.mjs').child);
  rmSync(folder, { recursive: true, force: true });
}, PATIENCE_MS);

interface Run {
  child: ChildProcess;
  said: () => string;
}

function run(script: string, { args = [], more = {} }: { args?: string[]; more?: Record<string, string> } = {}): Run {
  const child = spawn(process.execPath, [`scripts/${script}`, ...args], {
    env: { ...process.env, ...env, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, said: () => text };
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('close', resolve));
}

/** A start that has come to its end, one way or the other. */
async function started(): Promise<Run> {
  const start = run('start.mjs');
  await until(() => start.child.exitCode !== null || start.said().includes('Ready after'), { timeoutMs: PATIENCE_MS });
  expect(start.said()).toContain('Ready after');
  return start;
}

function client(): RuntimeClient {
  const read = (name: string) => readFileSync(secretPath(dataDir, name), 'utf8');
  return createRuntimeClient({
    socketPath: runtimeSocket(dataDir),
    taskPrivateKey: read('runtime-task.private.pem'),
    eventPublicKey: read('runtime-event.public.pem'),
  });
}

const stateOfWorkspace = async () => (await client().status({ workspaceId: WORKSPACE }))?.state;
/** A setting with a typing error, which the portal refuses when all else is up. */
const wrong = { more: { OIDC_ISSUER: 'sso.example' } };

/** What set-up leaves behind, as far as demo data looks at it. */
async function addOrganization(): Promise<void> {
  const postgres = await startPostgres({ dataDir });
  const database = new pg.Client({ connectionString: postgres.superUrl });
  await database.connect();
  await database.query(
    "INSERT INTO iam_organization (id, slug, name, time_zone, created_at) VALUES ($1, 'real', 'Real', 'UTC', now())",
    [randomUUID()],
  );
  await database.end();
  await postgres.stop();
}

describe('npm start', () => {
  test('that fails takes the node runtime back when there was none before', { timeout: PATIENCE_MS }, async () => {
    const start = run('start.mjs', wrong);
    expect(await ended(start.child)).toBe(1);
    expect(start.said()).toContain('OIDC_ISSUER');
    expect({ running: runningRuntime(dataDir), owed: isRuntimeOwed(dataDir) }).toEqual({ running: null, owed: false });
  });

  test('says in one line what keeps workspaces apart here', { timeout: PATIENCE_MS }, async () => {
    const start = await started();
    const { isolation } = await client().inventory({});
    const missing = isolation.features.filter(({ state }) => state === 'missing');
    const lines = start
      .said()
      .split('\n')
      .filter((line) => line.includes('Isolation: '));
    expect(lines).toHaveLength(1);
    for (const { feature } of missing) expect(lines[0]).toContain(feature.replaceAll('_', ' '));
    if (missing.length === 0) expect(lines[0]).toContain(`complete (cgroup ${isolation.cgroups}`);
    await client().provision(smallWorkspace(WORKSPACE));
    start.child.kill('SIGINT');
    expect(await ended(start.child)).toBe(0);
  });

  test('ended by Ctrl-C leaves workspaces running, and the next one finds them', { timeout: PATIENCE_MS }, async () => {
    expect(await stateOfWorkspace()).toBe('running');
    const before = runningRuntime(dataDir)?.pid;
    const start = await started();
    expect(start.said()).toContain('Node runtime already running');
    expect(runningRuntime(dataDir)?.pid).toBe(before);
    start.child.kill('SIGINT');
    expect(await ended(start.child)).toBe(0);
    expect(start.said()).toContain('The node runtime and its workspaces keep running.');
    expect(await stateOfWorkspace()).toBe('running');
  });

  test(
    'refuses demo data where there is an organization, and leaves its workspaces running',
    async () => {
      await addOrganization();
      const start = run('start.mjs', { args: ['--demo'] });
      expect(await ended(start.child)).toBe(1);
      expect(start.said().trim().split('\n').at(-1)).toMatch(
        /^This data folder has an organization already; [^\n]*\.$/,
      );
      expect(await stateOfWorkspace()).toBe('running');
    },
    PATIENCE_MS,
  );

  test(
    'that fails leaves running workspaces alone, also when it had to bring their runtime back',
    {
      timeout: PATIENCE_MS,
    },
    async () => {
      const pid = runningRuntime(dataDir)?.pid ?? 0;
      process.kill(pid, 'SIGKILL');
      await until(() => !isAlive(pid), { timeoutMs: 5_000 });
      const start = run('start.mjs', wrong);
      expect(await ended(start.child)).toBe(1);
      expect(start.said()).toContain('Started the node runtime');
      expect(await stateOfWorkspace()).toBe('running');
    },
  );
});
