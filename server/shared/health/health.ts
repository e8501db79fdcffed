import { readdirSync } from 'node:fs';
import path from 'node:path';
import { database } from '@/server/shared/db';
import { onceInProcess } from '@/server/shared/state/process-state';

export interface CheckResult {
  ok: boolean;
  /** What is wrong, for an operator; no secret, no address. */
  why?: string;
}

const CHECK_TIMEOUT_MS = 3_000;

const checks = () => onceInProcess('health-checks', () => new Map<string, () => Promise<CheckResult>>());

/** Adds a named check to `/api/health`. A check that throws, or takes longer than three seconds, has failed. */
export function defineHealthCheck(name: string, check: () => Promise<CheckResult>): void {
  checks().set(name, check);
}

/** Runs all checks at once. */
export async function runHealthChecks(): Promise<Record<string, CheckResult>> {
  const entries = await Promise.all([...checks()].map(async ([name, check]) => [name, await runOne(check)] as const));
  return Object.fromEntries(entries);
}

async function runOne(check: () => Promise<CheckResult>): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CheckResult>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, why: 'no answer in time' }), CHECK_TIMEOUT_MS);
  });
  const answer = check().catch((): CheckResult => ({ ok: false, why: 'does not answer' }));
  const result = await Promise.race([answer, late]);
  clearTimeout(timer);
  return result;
}

defineHealthCheck('database', async () => {
  await database().$queryRaw`SELECT 1`;
  return { ok: true };
});

defineHealthCheck('migrations', async () => {
  const wanted = readdirSync(path.join(process.cwd(), 'prisma', 'migrations'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const applied = await database().$queryRaw<{ migration_name: string }[]>`
    SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
  const names = new Set(applied.map((row) => row.migration_name));
  const missing = wanted.filter((name) => !names.has(name));
  return missing.length === 0 ? { ok: true } : { ok: false, why: `not applied: ${missing.join(', ')}` };
});
