import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createTRPCClient, httpBatchLink, type TRPCClient } from '@trpc/client';
import superjson from 'superjson';
import type { AppRouter } from '@/server/root';
import { freePort } from '../../scripts/database/postgres.mjs';
import { until } from '../../scripts/lib/process.mjs';

const START_TIMEOUT_MS = 600_000;

/** The whole product as `npm start` runs it, on a data folder and port of its own. */
export interface Product {
  url: string;
  dataDir: string;
  /** Everything the start has printed so far. */
  printed: () => string;
  /** Signs in and gives the cookie header of the session. */
  signIn: (email: string, password: string) => Promise<string>;
  api: (cookie?: string) => TRPCClient<AppRouter>;
  stop: () => Promise<void>;
}

/** Starts the product; `args` go to `npm start`. Resolves when it is ready. */
export async function startProduct(args: readonly string[] = []): Promise<Product> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gpuaas-bench-'));
  chmodSync(folder, 0o755);
  const dataDir = path.join(folder, 'data');
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const env = {
    ...process.env,
    PORT: String(port),
    DATA_DIR: dataDir,
    PUBLIC_URL: url,
    DATABASE_URL: '',
    GPUAAS_PROFILE: '',
  };
  let output = '';
  const child = spawn('npm', ['start', '--', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until(() => output.includes('Ready after') || child.exitCode !== null, { timeoutMs: START_TIMEOUT_MS });
  if (child.exitCode !== null) throw new Error(`the product did not start:\n${output}`);
  return {
    url,
    dataDir,
    printed: () => output,
    signIn: (email, password) => signIn(url, email, password),
    api: (cookie) => clientOf(url, cookie),
    stop: async () => {
      const stopped = spawn('npm', ['run', 'stop'], { env, stdio: 'ignore' });
      await until(() => stopped.exitCode !== null, { timeoutMs: 60_000 });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function clientOf(url: string, cookie = ''): TRPCClient<AppRouter> {
  return createTRPCClient<AppRouter>({
    links: [httpBatchLink({ url: `${url}/api/trpc`, transformer: superjson, headers: { cookie, origin: url } })],
  });
}

/** The way a browser signs in: a CSRF token, then the form. */
async function signIn(url: string, email: string, password: string): Promise<string> {
  const jar = new Map<string, string>();
  const keep = (response: Response) => {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair);
    }
  };
  const csrf = await fetch(`${url}/api/auth/csrf`);
  keep(csrf);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: [...jar.values()].join('; '), origin: url, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrfToken, email, password, json: 'true' }),
  });
  keep(answer);
  if (![...jar.keys()].some((name) => name.includes('session-token'))) throw new Error('signing in failed');
  return [...jar.values()].join('; ');
}
