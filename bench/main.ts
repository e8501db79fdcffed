import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
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
  const missed = names.length === 1 ? await measure(names[0] ?? '', asJson) : measureApart(names, asJson);
  if (!asJson && names.length > 1) process.stdout.write(missed === 0 ? 'every aim holds\n' : 'not every aim holds\n');
  process.exitCode = missed === 0 ? 0 : 1;
}

/** Runs one benchmark in this process; gives how many aims were missed. */
async function measure(name: string, asJson: boolean): Promise<number> {
  const { run } = (await import(`./${name}.ts`)) as Bench;
  let missed = 0;
  for (const measured of await run()) {
    if (!measured.ok) missed += 1;
    process.stdout.write(asJson ? `${JSON.stringify(measured)}\n` : `${readable(measured)}\n`);
  }
  return missed;
}

/** Each in a process of its own: connections, caches and warm code of one must not serve the next. */
function measureApart(names: readonly string[], asJson: boolean): number {
  const script = fileURLToPath(import.meta.url);
  const results = names.map((name) => {
    const words = [...process.execArgv, script, name, ...(asJson ? ['--json'] : [])];
    return spawnSync(process.execPath, words, { stdio: 'inherit' }).status;
  });
  return results.filter((status) => status !== 0).length;
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
