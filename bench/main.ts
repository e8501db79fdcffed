import type { Figure } from './lib/figure';

/** Each name is a module beside this file; it is loaded when asked for, because it brings a stack of its own. */
const NAMES = ['boot', 'launch', 'echo', 'flood', 'terminals', 'tick', 'post', 'page'] as const;

interface Bench {
  run: () => Promise<Figure[]>;
}

const COLUMNS = ['name', 'value', 'unit', 'floor', 'ratio', 'delta', 'aim'] as const;

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const asJson = words.includes('--json');
  const wanted = words.filter((word) => !word.startsWith('--'));
  const unknown = wanted.filter((name) => !NAMES.some((known) => known === name));
  if (unknown.length > 0) {
    throw new Error(`no benchmark named ${unknown.join(', ')}; there are: ${NAMES.join(', ')}`);
  }
  const names = wanted.length > 0 ? wanted : NAMES;
  let missed = 0;
  for (const name of names) {
    const { run } = (await import(`./${name}.ts`)) as Bench;
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
