import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPostgres } from './postgres.mjs';

let dataDir: string;

beforeAll(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'gpuaas-postgres-'));
  chmodSync(dataDir, 0o755);
});

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

async function one(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows[0]?.[0];
  } finally {
    await client.end();
  }
}

describe('the embedded database', () => {
  test('is adopted by a later start, and comes back on its port with its data when it is killed', async () => {
    const first = await startPostgres({ dataDir });
    await one(first.ownerUrl, 'CREATE TABLE kept AS SELECT 7 AS value');

    const second = await startPostgres({ dataDir });
    expect({ adopted: second.adopted, pid: second.pid(), url: second.url }).toEqual({
      adopted: true,
      pid: first.pid(),
      url: first.url,
    });

    const back = new Promise<void>((resolve) => {
      second.supervise((line) => line.startsWith('The database is back') && resolve());
    });
    process.kill(second.pid(), 'SIGKILL');
    await back;
    expect(second.pid()).not.toBe(first.pid());
    expect(await one(first.ownerUrl, 'SELECT value FROM kept')).toBe(7);
    await second.stop();
  });

  test('starts although its pid file names a living process that is no database', async () => {
    const before = await startPostgres({ dataDir, fast: true });
    await before.stop();
    const pidFile = path.join(before.dataFolder, 'postmaster.pid');
    writeFileSync(pidFile, `${process.pid}\n${before.dataFolder}\n1\n${before.port}\n`);
    const after = await startPostgres({ dataDir, fast: true });
    expect(after.adopted).toBe(false);
    expect(await one(after.url, 'SELECT 1')).toBe(1);
    await after.stop();
  });

  test('keeps its passwords where only this user can read them', () => {
    const file = path.join(dataDir, 'secrets', 'postgres.json');
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toMatch(/"superPassword": "[0-9a-f]{48}"/);
  });
});
