import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type APIRequestContext } from '@playwright/test';
import { z } from 'zod';

const dataDir = z.string().min(1).parse(process.env['GPUAAS_E2E_DATA_DIR']);
const RECOVERY_MS = 60_000;

/** What died, and where its process number stands in the data folder. */
const PARTS = [
  { name: 'the portal', pid: () => readNumber('portal.lock', 'portalPid') },
  { name: 'the database', pid: () => Number.parseInt(read('postgres/postmaster.pid'), 10) },
  { name: 'the node runtime', pid: () => readNumber('runtime/launcher.json', 'pid') },
];

function read(name: string): string {
  return readFileSync(path.join(dataDir, name), 'utf8');
}

function readNumber(name: string, key: string): number {
  return z
    .record(z.string(), z.unknown())
    .transform((record) => z.number().parse(record[key]))
    .parse(JSON.parse(read(name)));
}

/** The health that the portal tells, or that it does not answer. */
async function healthOf(request: APIRequestContext): Promise<string> {
  try {
    const response = await request.get('/api/health', { timeout: 5_000 });
    return z.object({ status: z.string() }).parse(await response.json()).status;
  } catch {
    return 'silent';
  }
}

/** Process number of a part, or none while its file is being written anew. */
function pidOrNone(part: (typeof PARTS)[number]): number {
  try {
    return part.pid();
  } catch {
    return Number.NaN;
  }
}

for (const part of PARTS) {
  test(`${part.name} comes back by itself when it is killed`, async ({ request }) => {
    const before = part.pid();
    process.kill(before, 'SIGKILL');
    const options = { timeout: RECOVERY_MS };
    await expect.poll(() => Number.isInteger(pidOrNone(part)) && pidOrNone(part) !== before, options).toBe(true);
    await expect.poll(() => healthOf(request), options).toBe('ok');
  });
}
