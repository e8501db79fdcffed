import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../scripts/database/postgres.mjs';
import { until } from '../scripts/lib/process.mjs';
import { figure, median, type Figure } from './lib/figure';

const ROUNDS = 5;
/** Patience with anything that is started or ended; the first start may have to build. */
const PATIENCE_MS = 600_000;
/** Asking more often would take processor time from what is being measured. */
const POLL_MS = 20;

/** How to start one of the two things, and which address says that it is up. */
interface Contestant {
  cwd: string;
  args: string[];
  env: Record<string, string>;
  url: string;
}

/**
 * Second `npm start` to healthy, beside `npm run` of a script that starts the same PostgreSQL and an empty Next server, built for
 * production and with the same cache of compiled code. Medians, taken in turns.
 */
export async function run(): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gpuaas-bench-boot-'));
  chmodSync(folder, 0o755);
  const root = process.cwd();
  const product = await prepareProduct(root, folder);
  const floor = await prepareFloor(root, folder);
  try {
    await timeOf(product);
    await timeOf(floor);
    const productMs: number[] = [];
    const floorMs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      productMs.push(await timeOf(product));
      floorMs.push(await timeOf(floor));
    }
    return [
      figure({
        name: 'boot',
        value: median(productMs),
        floor: median(floorMs),
        unit: 'ms',
        aim: '≤ 2×',
        holds: ({ ratio }) => ratio <= 2,
      }),
    ];
  } finally {
    await ended(start({ ...product, args: ['run', 'stop'] }));
    rmSync(folder, { recursive: true, force: true });
    rmSync(floor.cwd, { recursive: true, force: true });
  }
}

async function prepareProduct(root: string, folder: string): Promise<Contestant> {
  const port = await freePort();
  const dataDir = path.join(folder, 'data');
  return {
    cwd: root,
    args: ['start'],
    env: {
      PORT: String(port),
      DATA_DIR: dataDir,
      PUBLIC_URL: `http://localhost:${port}`,
      DATABASE_URL: '',
      GPUAAS_PROFILE: '',
    },
    url: `http://127.0.0.1:${port}/api/health`,
  };
}

/** The empty server lies below the checkout, so that it finds the same packages. */
async function prepareFloor(root: string, folder: string): Promise<Contestant> {
  const port = await freePort();
  const cwd = path.join(root, '.cache', `bench-boot-${process.pid}`);
  mkdirSync(path.join(cwd, 'app'), { recursive: true });
  const dataDir = path.join(folder, 'floor');
  const write = (name: string, text: string) => writeFileSync(path.join(cwd, name), text);
  write('package.json', JSON.stringify({ type: 'module', private: true, scripts: { floor: 'node floor.mjs' } }));
  write('next.config.mjs', `export default { turbopack: { root: ${JSON.stringify(root)} } };`);
  write(
    'app/layout.js',
    'export default function Layout({ children }) { return <html><body>{children}</body></html>; }',
  );
  write('app/page.js', 'export default function Page() { return <p>empty</p>; }');
  write(
    'floor.mjs',
    `import { createServer } from 'node:http';
import { startPostgres } from ${JSON.stringify(path.join(root, 'scripts', 'database', 'postgres.mjs'))};
const postgres = await startPostgres({ dataDir: ${JSON.stringify(dataDir)} });
const { default: next } = await import('next');
const app = next({ dev: false, dir: ${JSON.stringify(cwd)} });
await app.prepare();
const handle = app.getRequestHandler();
createServer((request, response) => handle(request, response)).listen(${port}, '127.0.0.1');
const stop = async () => { await postgres.stop(); process.exit(0); };
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
`,
  );
  const next = path.join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
  const built = await ended(spawn(process.execPath, [next, 'build'], { cwd, env: process.env, stdio: 'ignore' }));
  if (built !== 0) throw new Error('the empty Next server could not be built');
  const env = {
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: path.join(root, '.cache', 'node'),
  };
  return { cwd, args: ['run', 'floor'], env, url: `http://127.0.0.1:${port}/` };
}

/** A process group of its own, so that a signal reaches npm and everything below it, as Ctrl-C does. */
function start({ cwd, args, env }: Contestant): ChildProcess {
  return spawn('npm', args, { cwd, env: { ...process.env, ...env }, stdio: 'ignore', detached: true });
}

/** Milliseconds from the command to the first good answer; the command is then ended and waited for. */
async function timeOf(contestant: Contestant): Promise<number> {
  const startedAt = performance.now();
  const child = start(contestant);
  const healthy = await until(() => child.exitCode !== null || isGood(contestant.url), {
    timeoutMs: PATIENCE_MS,
    everyMs: POLL_MS,
  });
  const elapsedMs = performance.now() - startedAt;
  if (!healthy || child.exitCode !== null) throw new Error(`npm ${contestant.args.join(' ')} did not become healthy`);
  if (child.pid) process.kill(-child.pid, 'SIGINT');
  await ended(child);
  return elapsedMs;
}

function isGood(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

/** Exit code of a process; the promise fails when it outlives its patience. */
function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    if (child.exitCode !== null) {
      resolve(child.exitCode);
      return;
    }
    const timer = setTimeout(() => reject(new Error('a started process does not end')), PATIENCE_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}
