import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { IsolationFeature } from '@/server/node-runtime/protocol';
import { readConfig } from './config.mjs';
import { matchesLock } from '../install/install.mjs';
import { describeIsolation } from './isolation.mjs';
import { lockHolder, takeLock } from '../lib/lock.mjs';
import { runtimeEnv } from './portal-env.mjs';
import { dropStalePidFile, freePort, runningPid } from '../database/postgres.mjs';
import { birthMarkOf } from '../lib/process.mjs';
import { buildOf } from './runtime.mjs';
import { ensureSecrets } from './secrets.mjs';
import { countPlaywright, countVitest } from '../testing/test-results.mjs';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'gpuaas-launcher-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a script as a person would; returns its exit code and what it said on standard error. */
function runScript(script: string, env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [`scripts/${script}`], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('close', (code) => resolve({ code, said: said.trim() }));
  });
}

describe('a bad value is one sentence that names it', () => {
  test.each([
    [{ PORT: 'abc' }, 'PORT is "abc"'],
    [{ PORT: '0' }, 'PORT is "0"'],
    [{ PORT: '65536' }, 'PORT is "65536"'],
    [{ PORT: '80.5' }, 'PORT is "80.5"'],
    [{ PUBLIC_URL: 'ftp://x' }, 'PUBLIC_URL is "ftp://x"'],
    [{ PUBLIC_URL: 'https://x.example/portal' }, 'PUBLIC_URL is'],
    [{ TRUSTED_PROXIES: '10.0.0.0/8,proxy.example' }, 'TRUSTED_PROXIES holds "proxy.example"'],
    [{ TRUSTED_PROXIES: '10.0.0.0/33' }, 'TRUSTED_PROXIES holds "10.0.0.0/33"'],
    [{ DATABASE_URL: 'mysql://a@b/c' }, 'DATABASE_URL is not an address of a PostgreSQL database'],
    [{ DATABASE_MIGRATION_URL: 'postgresql://a@b/c' }, 'DATABASE_URL is not'],
    [{ GPUAAS_PROFILE: 'moon' }, 'The profile is "moon"'],
    [{ GPUAAS_PROFILE: 'prod' }, 'The profile prod refuses the embedded database'],
    [
      { GPUAAS_PROFILE: 'prod', DATABASE_URL: 'postgresql://a@b/c' },
      'The profile prod refuses to run with DATABASE_URL alone',
    ],
    [{ GPUAAS_ROLES: 'web,cook' }, 'The role "cook" does not exist'],
  ])('%o', (env, sentence) => {
    expect(() => readConfig({ env })).toThrow(sentence);
  });

  test('demo data is refused above the demo profile', () => {
    expect(() => readConfig({ argv: ['--demo', '--profile', 'staging'], env: {} })).toThrow(/staging refuses/);
  });

  test('proxies are addresses and networks', () => {
    const { trustedProxies } = readConfig({ env: { TRUSTED_PROXIES: '127.0.0.1, fd00::/8' } });
    expect(trustedProxies).toEqual(['127.0.0.1', 'fd00::/8']);
  });

  test('nothing given is a portal on localhost:3000 with the profile dev', () => {
    expect(readConfig({ env: {} })).toMatchObject({
      profile: 'dev',
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:3000',
    });
  });
});

describe('npm start', () => {
  test('ends with one sentence and exit code 1 when its port is taken', async () => {
    const server = await new Promise<Server>((resolve) => {
      const made = createServer().listen(0, '127.0.0.1', () => resolve(made));
    });
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { code, said } = await runScript('start.mjs', { PORT: String(port), DATA_DIR: path.join(folder, 'taken') });
    server.close();
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringMatching(new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is in use[^\\n]*$`)),
    });
  });

  test('ends with one sentence and exit code 1 when the database cannot be reached, without its password', async () => {
    const { code, said } = await runScript('start.mjs', {
      PORT: String(await freePort()),
      DATA_DIR: path.join(folder, 'unreachable'),
      DATABASE_URL: `postgresql://gpuaas_app:open-sesame@127.0.0.1:${await freePort()}/gpuaas`,
      DATABASE_MIGRATION_URL: '',
      GPUAAS_PROFILE: '',
    });
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringMatching(/^The database of DATABASE_URL \([^\n]*\) cannot be reached: [^\n]*\.$/),
    });
    expect(said).not.toContain('open-sesame');
  });

  test('refuses a data folder on which a portal runs', async () => {
    const dataDir = path.join(folder, 'shared');
    const lock = takeLock(path.join(dataDir, 'portal.lock'), { url: 'http://localhost:1' });
    const { code, said } = await runScript('start.mjs', { PORT: String(await freePort()), DATA_DIR: dataDir });
    lock?.release();
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringMatching(/^GPUaaS already runs on the data folder [^\n]*$/),
    });
  });
});

describe('the node runtime', () => {
  test('is told the profile, whose demands on isolation it enforces', () => {
    const dataDir = path.join(folder, 'told');
    const config = readConfig({
      env: { GPUAAS_PROFILE: 'prod', DATABASE_URL: 'postgresql://a@b/c', DATABASE_MIGRATION_URL: 'postgresql://o@b/c' },
    });
    const env = runtimeEnv({ config: { ...config, dataDir }, secrets: ensureSecrets(dataDir) });
    expect(env['GPUAAS_PROFILE']).toBe('prod');
  });

  test('is replaced when its profile, what that requires, or the programs of the machine have changed', () => {
    const env = { GPUAAS_PROFILE: 'dev' };
    const builds = [
      buildOf({ env, missingPackages: [] }),
      buildOf({ env, missingPackages: ['bubblewrap'] }),
      buildOf({ env: { GPUAAS_PROFILE: 'prod' }, missingPackages: [] }),
      buildOf({ env, missingPackages: [], profileSettings: { requiredIsolation: ['disk_limit'] } }),
    ];
    expect(new Set(builds).size).toBe(builds.length);
    expect(buildOf({ env, missingPackages: [] })).toBe(builds[0]);
  });
});

describe('the line about isolation', () => {
  const feature = (name: IsolationFeature, why?: string) => ({
    feature: name,
    state: why === undefined ? ('ok' as const) : ('missing' as const),
    why: why ?? 'It is given.',
  });
  const notRoot = 'The runtime is not root.';

  test('names what is missing once per reason, and what the profile makes of it', () => {
    const features = [feature('sandbox'), feature('host_user', notRoot), feature('disk_limit', notRoot)];
    const report = { usable: true, cgroups: 'v2' as const, features };
    expect(describeIsolation(report, { profile: 'dev' })).toBe(
      'Isolation: cgroup v2, without host user and disk limit (The runtime is not root).',
    );
    expect(describeIsolation(report, { profile: 'prod', requiredIsolation: ['disk_limit'] })).toContain(
      'The profile prod requires disk limit: no workspace is started here.',
    );
  });

  test('says that no workspace can be started where there is no sandbox, and why', () => {
    const features = [feature('sandbox', 'bubblewrap is not installed.')];
    expect(describeIsolation({ usable: false, cgroups: 'none', features }, { profile: 'dev' })).toBe(
      'Isolation: none, no workspace can be started here. bubblewrap is not installed.',
    );
  });

  test('is short where nothing is missing', () => {
    const report = { usable: true, cgroups: 'v1' as const, features: [feature('sandbox')] };
    expect(describeIsolation(report, { profile: 'dev' })).toMatch(/^Isolation: complete \(cgroup v1;/);
  });
});

describe('a lock file', () => {
  test('is held by one and free again after release', () => {
    const file = path.join(folder, 'one.lock');
    const first = takeLock(file);
    expect(takeLock(file)).toBeNull();
    first?.release();
    expect(takeLock(file)).not.toBeNull();
  });

  test('of a process whose number was used again is taken over', () => {
    const file = path.join(folder, 'reused.lock');
    writeFileSync(file, JSON.stringify({ pid: process.pid, birthMark: `${birthMarkOf(process.pid)}0` }));
    expect(lockHolder(file)).toBeNull();
    expect(takeLock(file)).not.toBeNull();
  });
});

describe('postmaster.pid', () => {
  const withPidFile = (name: string): string => {
    const dataFolder = path.join(folder, name);
    mkdirSync(dataFolder);
    writeFileSync(path.join(dataFolder, 'postmaster.pid'), `${process.pid}\n${dataFolder}\n1\n5432\n`);
    return dataFolder;
  };

  test('that names a living process of another program is stale and removed', () => {
    const dataFolder = withPidFile('stale');
    expect(runningPid(dataFolder)).toBeNull();
    dropStalePidFile(dataFolder);
    expect(existsSync(path.join(dataFolder, 'postmaster.pid'))).toBe(false);
  });

  test('that names the server of another folder is stale, of this folder is ours', () => {
    const dataFolder = withPidFile('ours');
    expect(runningPid(dataFolder, { commandLine: () => `/x/postgres -D ${dataFolder}2 -p 1` })).toBeNull();
    expect(runningPid(dataFolder, { commandLine: () => `/x/postgres -D ${dataFolder} -p 1` })).toBe(process.pid);
  });
});

describe('package-lock.json', () => {
  const text = readFileSync('package-lock.json', 'utf8');
  const lock = z
    .object({
      packages: z.record(z.string(), z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() })),
    })
    .parse(JSON.parse(text));

  test('holds every optional dependency, of every platform', () => {
    const places = new Set(
      Object.keys(lock.packages).map((place) => place.slice(place.lastIndexOf('node_modules/') + 13)),
    );
    const wanted = Object.values(lock.packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
    expect(wanted.filter((name) => !places.has(name))).toEqual([]);
  });

  test('names no registry host', () => {
    expect(text).not.toMatch(/"resolved": "(https?|git\+?[a-z]*):/);
  });

  test('counts as installed only with every package that is not optional', () => {
    const wanted = {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '1.0.0', optional: true },
    };
    expect(matchesLock(wanted, { 'node_modules/a': { version: '1.0.0' } })).toBe(true);
    expect(matchesLock(wanted, { 'node_modules/a': { version: '1.0.1' } })).toBe(false);
    expect(matchesLock(wanted, {})).toBe(false);
  });
});

describe('the sum of a test run', () => {
  const report = (content: unknown): string => {
    const file = path.join(folder, 'report.json');
    writeFileSync(file, JSON.stringify(content));
    return file;
  };

  test('counts a skipped test as failed', () => {
    expect(
      countVitest(report({ numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 }), 0),
    ).toEqual({ passed: 3, failed: 2 });
    expect(countPlaywright(report({ stats: { expected: 2, unexpected: 0, flaky: 1, skipped: 1 } }), 0)).toEqual({
      passed: 2,
      failed: 2,
    });
  });

  test('counts a run that failed outside of its tests, or left no report, as failed', () => {
    expect(
      countVitest(report({ numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }), 1),
    ).toEqual({ passed: 3, failed: 1 });
    expect(countVitest(path.join(folder, 'missing.json'), 0)).toEqual({ passed: 0, failed: 1 });
  });
});
