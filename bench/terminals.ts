import { figure, quantile, type Figure } from './lib/figure';
import { becomeEcho, timeKeys } from './lib/shell-talk';
import { startTerminalStack, type BenchShell } from './lib/terminal-stack';

const WORKSPACES = 10;
const SHELLS_EACH = 10;
const WARM_UP_KEYS = 50;
const KEYS_OF_ONE = 400;
const KEYS_EACH = 4;
const MEMORY_PER_SHELL_MB_MAX = 1.5;
const P99_RATIO_MAX = 2;
const MB = 1_000_000;

/** A hundred shells in ten workspaces: what each costs outside its sandbox, and what a key takes, beside a single shell. */
export async function run(): Promise<Figure[]> {
  const stack = await startTerminalStack();
  try {
    const first = await stack.startWorkspace();
    const only = await stack.openShell(first, 'shell-1');
    await becomeEcho(only);
    await timeKeys(only, WARM_UP_KEYS);
    const alone = await timeKeys(only, KEYS_OF_ONE);
    const before = await stack.residentBytes();

    const shells: BenchShell[] = [only];
    for (let workspace = 0; workspace < WORKSPACES; workspace++) {
      const surface = workspace === 0 ? first : await stack.startWorkspace();
      for (let n = workspace === 0 ? 2 : 1; n <= SHELLS_EACH; n++) {
        const shell = await stack.openShell(surface, `shell-${n}`);
        await becomeEcho(shell);
        shells.push(shell);
      }
    }
    const memory = (await stack.residentBytes()) - before;
    const together: number[] = [];
    for (let round = 0; round < KEYS_EACH; round++) {
      for (const shell of shells) together.push(...(await timeKeys(shell, 1)));
    }
    return [
      figure({
        name: 'terminals.memory_per_shell',
        value: memory / MB / (shells.length - 1),
        unit: 'MB',
        aim: `≤ ${MEMORY_PER_SHELL_MB_MAX} MB`,
        holds: ({ value }) => value <= MEMORY_PER_SHELL_MB_MAX,
      }),
      figure({
        name: 'terminals.echo_p99',
        value: quantile(together, 0.99),
        floor: quantile(alone, 0.99),
        unit: 'ms',
        aim: `≤ ${P99_RATIO_MAX}×`,
        holds: ({ ratio }) => ratio <= P99_RATIO_MAX,
      }),
    ];
  } finally {
    await stack.stop();
  }
}
