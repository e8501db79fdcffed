import { figure, quantile, type Figure } from './lib/figure';
import { becomeEcho, startBareShell, timeKeys } from './lib/shell-talk';
import { startTerminalStack } from './lib/terminal-stack';

const WARM_UP_KEYS = 100;
const KEYS = 500;
const P50_DELTA_MS_MAX = 3;
const P99_DELTA_MS_MAX = 15;

/** From key to echo through socket, gateway, runtime and agent, beside a PTY of this process. */
export async function run(): Promise<Figure[]> {
  const stack = await startTerminalStack();
  const bare = startBareShell();
  try {
    const shell = await stack.openShell(await stack.startWorkspace(), 'shell-1');
    await becomeEcho(shell);
    await becomeEcho(bare);
    await timeKeys(shell, WARM_UP_KEYS);
    await timeKeys(bare, WARM_UP_KEYS);
    const floor = await timeKeys(bare, KEYS);
    const samples = await timeKeys(shell, KEYS);
    return [
      echoFigure('echo.p50', 0.5, { samples, floor, deltaMs: P50_DELTA_MS_MAX }),
      echoFigure('echo.p99', 0.99, { samples, floor, deltaMs: P99_DELTA_MS_MAX }),
    ];
  } finally {
    bare.end();
    await stack.stop();
  }
}

function echoFigure(
  name: string,
  q: number,
  measured: { samples: number[]; floor: number[]; deltaMs: number },
): Figure {
  return figure({
    name,
    value: quantile(measured.samples, q),
    floor: quantile(measured.floor, q),
    unit: 'ms',
    aim: `≤ +${measured.deltaMs} ms`,
    holds: ({ delta }) => delta <= measured.deltaMs,
  });
}
