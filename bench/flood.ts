import { figure, median, type Figure } from './lib/figure';
import { startBareShell, type Talker } from './lib/shell-talk';
import { startTerminalStack, type TerminalStack } from './lib/terminal-stack';

const MEGABYTES = 96;
const ROUNDS = 3;
const RATIO_MIN = 0.6;
const GROWTH_MB_MAX = 32;
const SAMPLE_EVERY_MS = 50;
const MB = 1_000_000;

/** A flood from a workspace to a socket client, beside a bare PTY read loop; and what gateway and runtime grow by. */
export async function run(): Promise<Figure[]> {
  const stack = await startTerminalStack();
  const bare = startBareShell();
  try {
    const shell = await stack.openShell(await stack.startWorkspace(), 'shell-1');
    // Warm code and heaps: growth is what the flood adds to a gateway at work.
    await timeFlood(shell, MEGABYTES / 2);
    const floor: number[] = [];
    const speeds: number[] = [];
    const before = await stack.residentBytes();
    let peak = before;
    for (let round = 0; round < ROUNDS; round++) {
      floor.push(await timeFlood(bare, MEGABYTES));
      const watch = watchMemory(stack, (bytes) => (peak = Math.max(peak, bytes)));
      speeds.push(await timeFlood(shell, MEGABYTES));
      await watch.stop();
    }
    return [
      figure({
        name: 'flood.speed',
        value: median(speeds),
        floor: median(floor),
        unit: 'MB/s',
        aim: `≥ ${RATIO_MIN}×`,
        holds: ({ ratio }) => ratio >= RATIO_MIN,
      }),
      figure({
        name: 'flood.memory_growth',
        value: (peak - before) / MB,
        unit: 'MB',
        aim: `≤ ${GROWTH_MB_MAX} MB`,
        holds: ({ value }) => value <= GROWTH_MB_MAX,
      }),
    ];
  } finally {
    bare.end();
    await stack.stop();
  }
}

/** Prints that many megabytes and counts them at this end; gives MB/s. */
async function timeFlood(shell: Talker, megabytes: number): Promise<number> {
  const wanted = megabytes * MB;
  let count = 0;
  const startedMs = performance.now();
  const done = new Promise<void>((resolve) => {
    shell.onOutput = (data) => {
      count += data.length;
      if (count >= wanted) resolve();
    };
  });
  // Lines of 64 characters, as logs have them.
  shell.type(`yes ${'x'.repeat(63)} | head -c ${wanted}; printf '\\n'\n`);
  await done;
  const seconds = (performance.now() - startedMs) / 1_000;
  await settled(shell);
  return count / MB / seconds;
}

/** The last lines of one flood must not count for the next. */
async function settled(shell: Talker): Promise<void> {
  const word = `settled-${Math.random().toString(36).slice(2)}`;
  const [head, tail] = [word.slice(0, 6), word.slice(6)];
  let seen = '';
  await new Promise<void>((resolve) => {
    shell.onOutput = (data) => {
      seen = (seen + Buffer.from(data).toString('latin1')).slice(-4_096);
      if (seen.includes(word)) resolve();
    };
    shell.type(`printf '%s%s\\n' ${head} ${tail}\n`);
  });
}

function watchMemory(stack: TerminalStack, see: (bytes: number) => void): { stop(): Promise<void> } {
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      see(await stack.residentBytes());
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_EVERY_MS));
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await watching;
    },
  };
}
