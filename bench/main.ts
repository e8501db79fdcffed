import type { Figure } from './lib/figure';

/** Name → the module that measures it. Loaded when asked for: each brings a stack of its own. */
const BENCHES: Record<string, () => Promise<{ run: () => Promise<Figure[]> }>> = {
  boot: () => import('./boot'),
  launch: () => import('./launch'),
  echo: () => import('./echo'),
  flood: () => import('./flood'),
  terminals: () => import('./terminals'),
  tick: () => import('./tick'),
  post: () => import('./post'),
  page: () => import('./page'),
};

const COLUMNS = ['name', 'value', 'unit', 'floor', 'ratio', 'delta', 'aim'] as const;

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const asJson = words.includes('--json');
  const wanted = words.filter((word) => !word.startsWith('--'));
  const unknown = wanted.filter((name) => !(name in BENCHES));
  if (unknown.length > 0) {
    throw new Error(`no benchmark named ${unknown.join(', ')}; there are: ${Object.keys(BENCHES).join(', ')}`);
  }
  const names = wanted.length > 0 ? wanted : Object.keys(BENCHES);
  let missed = 0;
  for (const name of names) {
    const load = BENCHES[name];
    if (!load) continue;
    const { run } = await load();
    for (const measured of await run()) {
      if (!measured.ok) missed += 1;
      process.stdout.write(asJson ? `${JSON.stringify(measured)}\n` : `${readable(measured)}\n`);
    }
  }
  if (!asJson) process.stdout.write(missed === 0 ? 'every aim holds\n' : `${missed} aim(s) missed\n`);
  process.exitCode = missed === 0 ? 0 : 1;
}

function readable(measured: Figure): string {
  const cells = COLUMNS.map((column) => `${measured[column] ?? '-'}`.padEnd(column === 'name' ? 26 : 12));
  return `${measured.ok ? '✓' : '✗'} ${cells.join(' ')}`;
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
