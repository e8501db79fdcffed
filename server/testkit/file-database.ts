import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, inject } from 'vitest';
import { cloneTemplate } from './cluster';
import { rememberFileDatabase } from './test-database';

// Runs before a test file is loaded. Modules of the server read their configuration at first use, so it has to be there by then.
// The clone is not dropped at the end of the file, which may still hold connections: it goes with the cluster.
const database = await cloneTemplate(inject('testCluster'));
rememberFileDatabase(database);
process.env['DATABASE_URL'] = database.url;
process.env['GPUAAS_PROFILE'] ??= 'dev';
// A test provokes many refusals; what it asserts is what counts. LOG_LEVEL=debug shows them.
process.env['LOG_LEVEL'] ??= 'fatal';
process.env['AUTH_SECRET'] ??= '0'.repeat(64);
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'gpuaas-testdata-'));
process.env['DATA_DIR'] ??= dataDir;
// Registered first, so it runs after what the file itself has to close.
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
delete process.env['DATABASE_MIGRATION_URL'];
