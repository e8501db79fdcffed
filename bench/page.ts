import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { chromium } from '@playwright/test';
import pg from 'pg';
import { findChromium } from '../scripts/install/browser.mjs';
import { figure, quantile, type Figure } from './lib/figure';
import { multiplyDemo } from './lib/multiply-demo';
import { startProduct, type Product } from './lib/product';

const COPIES = 20;
const WARM_UP = 5;
const SAMPLES = 40;
const P95_MS_MAX = 150;
const OWNER = { email: 'mara.lindqvist@aldersea.example', password: 'try-everything-here' };
const CHROMIUM_ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']; // prettier-ignore

/** Server time of the pages people live in, with twenty times the demo data: the document and every query the page asks for. */
export async function run(): Promise<Figure[]> {
  const product = await startProduct(['--demo']);
  try {
    await multiplyDemo(superUrlOf(product), COPIES);
    const cookie = await product.signIn(OWNER.email, OWNER.password);
    const pages = await pagesOf(product, cookie);
    const floor = await timeFloor(product);
    const figures: Figure[] = [];
    for (const [name, address] of pages) {
      const asked = await requestsOf(product, cookie, address);
      const samples = await sample(() => ask(cookie, asked));
      figures.push(pageFigure(name, 0.5, samples, floor), pageFigure(name, 0.95, samples, floor));
    }
    return figures;
  } finally {
    await product.stop();
  }
}

function pageFigure(name: string, q: 0.5 | 0.95, samples: number[], floor: number[]): Figure {
  return figure({
    name: `page.${name}.p${q * 100}`,
    value: quantile(samples, q),
    floor: quantile(floor, q),
    unit: 'ms',
    aim: q === 0.95 ? `≤ ${P95_MS_MAX} ms` : 'shown beside the p95',
    holds: ({ value }) => q === 0.5 || value <= P95_MS_MAX,
  });
}

async function pagesOf(product: Product, cookie: string): Promise<[string, string][]> {
  const api = product.api(cookie);
  const { projects } = await api.me.get.query();
  const [project] = projects;
  if (!project) throw new Error('the demo has no project');
  const { items } = await api.gpuaas.allocation.list.query({ projectId: project.id, limit: 1 });
  return [
    ['home', '/'],
    ['launch', '/compute/launch'],
    ['allocation', `/workloads/${items[0]?.id ?? ''}?tab=overview`],
    ['spend', `/projects/${project.id}/spend`],
    ['ledger', '/finance/ledger'],
    ['audit', '/access/audit'],
  ];
}

/** What a browser asks our server for to show a page: the document first, then its queries. */
async function requestsOf(product: Product, cookie: string, address: string): Promise<string[]> {
  const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: CHROMIUM_ARGS });
  try {
    const context = await browser.newContext();
    const pairs = cookie
      .split('; ')
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
    await context.addCookies(pairs.map(([name, value]) => ({ name, value, url: product.url })));
    const page = await context.newPage();
    const queries: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'GET' && request.url().includes('/api/trpc/')) queries.push(request.url());
    });
    await page.goto(product.url + address, { waitUntil: 'networkidle' });
    // Live events may make a page ask again while it is being looked at; that is not part of showing it.
    return [product.url + address, ...new Set(queries)];
  } finally {
    await browser.close();
  }
}

async function ask(cookie: string, [document = '', ...queries]: string[]): Promise<void> {
  const get = async (url: string) => {
    const answer = await fetch(url, { headers: { cookie } });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  };
  await get(document);
  await Promise.all(queries.map(get));
}

/** The floor: a page of a plain HTTP server that asks the same database for `select 1`. */
async function timeFloor(product: Product): Promise<number[]> {
  const pool = new pg.Pool({ connectionString: superUrlOf(product) });
  const server = createServer((_request, response) => {
    void pool.query('SELECT 1').then(() => response.end('<p>one</p>'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const samples = await sample(async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    await answer.arrayBuffer();
  });
  server.closeAllConnections();
  server.close();
  await pool.end();
  return samples;
}

async function sample(work: () => Promise<void>): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < WARM_UP + SAMPLES; i++) {
    const startedMs = performance.now();
    await work();
    if (i >= WARM_UP) samples.push(performance.now() - startedMs);
  }
  return samples;
}

/** Address of the embedded database's superuser, from the data folder of the product that this bench started. */
function superUrlOf(product: Product): string {
  const text = readFileSync(path.join(product.dataDir, 'secrets', 'postgres.json'), 'utf8');
  const { port, superPassword } = JSON.parse(text) as { port: number; superPassword: string };
  return `postgresql://gpuaas_launcher:${superPassword}@127.0.0.1:${port}/gpuaas`;
}
