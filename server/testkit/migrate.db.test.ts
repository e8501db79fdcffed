import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { MIGRATIONS, migrate, migrationStatus, readMigrations } from '../../scripts/database/migrate.mjs';
import manifest from '../jobs.manifest.json';
import { createTestDatabase, fileDatabase } from './test-database';

async function query(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

const folders: string[] = [];

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function emptyFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gpuaas-migrations-'));
  folders.push(folder);
  return folder;
}

function copyOfMigrations(): string {
  const folder = emptyFolder();
  cpSync(MIGRATIONS, folder, { recursive: true });
  return folder;
}

describe('the migration runner', () => {
  test('leaves nothing to do when it runs a second time', async () => {
    const { ownerUrl } = fileDatabase();
    expect(await migrate({ ownerUrl })).toEqual([]);
    expect(await migrationStatus(ownerUrl)).toEqual({ pending: [], refusal: null });
  });

  test('refuses to go on when an applied migration was edited, and names it', async () => {
    const folder = copyOfMigrations();
    const [first] = readMigrations(folder);
    appendFileSync(path.join(folder, first?.name ?? '', 'migration.sql'), '-- an afterthought\n');
    await expect(migrate({ ownerUrl: fileDatabase().ownerUrl, folder })).rejects.toThrow(
      `${first?.name} was edited after it had been applied`,
    );
  });

  test('refuses a database that a newer version has migrated', async () => {
    const empty = emptyFolder();
    await expect(migrate({ ownerUrl: fileDatabase().ownerUrl, folder: empty })).rejects.toThrow(
      'a newer version has run on it',
    );
  });

  test('rolls a failing migration back whole and runs it again once it is mended', async () => {
    const database = await createTestDatabase();
    const folder = copyOfMigrations();
    const file = path.join(folder, '29990101000000_broken', 'migration.sql');
    cpSync(path.join(folder, readMigrations(folder)[0]?.name ?? ''), path.dirname(file), { recursive: true });
    await expect(migrate({ ownerUrl: database.ownerUrl, folder })).rejects.toThrow(
      '29990101000000_broken failed and was rolled back',
    );
    expect((await migrationStatus(database.ownerUrl, folder)).pending).toEqual(['29990101000000_broken']);
    await database.drop();
  });

  test('applies everything once when several processes start at the same time', async () => {
    const database = await createTestDatabase();
    const folder = copyOfMigrations();
    const name = '29990101000000_counter';
    cpSync(path.join(folder, readMigrations(folder)[0]?.name ?? ''), path.join(folder, name), { recursive: true });
    writeFileSync(
      path.join(folder, name, 'migration.sql'),
      'CREATE TABLE counter (id int); INSERT INTO counter VALUES (1);',
    );
    const runs = await Promise.all([1, 2, 3].map(() => migrate({ ownerUrl: database.ownerUrl, folder })));
    expect(runs.flat()).toEqual([name]);
    expect((await query(database.ownerUrl, 'SELECT * FROM counter')).rowCount).toBe(1);
    await database.drop();
  });
});

describe('the database roles', () => {
  test('let the application read and write but make, change or drop no table', async () => {
    const { url } = fileDatabase();
    for (const sql of [
      'CREATE TABLE mine (id int)',
      'CREATE TEMP TABLE mine (id int)',
      'CREATE SCHEMA mine',
      'DROP TABLE _prisma_migrations',
    ]) {
      await expect(query(url, sql), sql).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  test('give nobody but the launcher a superuser', async () => {
    const { superUrl } = fileDatabase();
    const { rows } = await query(
      superUrl,
      'SELECT rolname FROM pg_roles WHERE rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls',
    );
    expect(rows).toEqual([{ rolname: 'gpuaas_launcher' }]);
  });

  test('let the application use the job queue that the owner made', async () => {
    const { rows } = await query(fileDatabase().url, 'SELECT name FROM pgboss.queue');
    expect(rows).toEqual(expect.arrayContaining(manifest.map(({ name }) => ({ name }))));
    expect(rows.length).toBeGreaterThan(0);
  });
});
