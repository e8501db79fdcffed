import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { APIRequestContext } from '@playwright/test';
import { z } from 'zod';

const dataDir = () => z.string().min(1).parse(process.env['GPUAAS_E2E_DATA_DIR']);

/** A process of the product, and where its number stands in the data folder. `pid` throws while that is being written anew. */
export interface Part {
  name: string;
  /** What `/api/health` calls it; the portal itself has no name there. */
  check: string | undefined;
  pid: () => number;
}

export const PARTS = {
  portal: { name: 'the portal', check: undefined, pid: () => readNumber('portal.lock', 'portalPid') },
  database: {
    name: 'the database',
    check: 'database',
    pid: () => z.int().parse(Number.parseInt(read('postgres/postmaster.pid'), 10)),
  },
  runtime: { name: 'the node runtime', check: 'runtime', pid: () => readNumber('runtime/launcher.json', 'pid') },
} satisfies Record<string, Part>;

function read(name: string): string {
  return readFileSync(path.join(dataDir(), name), 'utf8');
}

function readNumber(name: string, key: string): number {
  return z
    .record(z.string(), z.unknown())
    .transform((record) => z.int().parse(record[key]))
    .parse(JSON.parse(read(name)));
}

/** A process and its children. PostgreSQL serves each connection in a child of its own. */
export function family(pid: number): number[] {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid);
  return [pid, ...children.map(Number)];
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

const healthSchema = z.object({ status: z.string(), checks: z.record(z.string(), z.object({ ok: z.boolean() })) });

/** The health that the portal tells, with its HTTP status; `silent` when it does not answer. */
export async function healthOf(
  request: APIRequestContext,
): Promise<{ code: number; status: string; failing: string[] }> {
  try {
    const response = await request.get('/api/health', { timeout: 10_000 });
    const { status, checks } = healthSchema.parse(await response.json());
    const failing = Object.keys(checks).filter((name) => checks[name]?.ok === false);
    return { code: response.status(), status, failing };
  } catch {
    return { code: 0, status: 'silent', failing: [] };
  }
}
