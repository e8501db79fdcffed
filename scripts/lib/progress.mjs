const HEARTBEAT_MS = 15_000;

/** Elapsed time for people: `0.4 s`, `12.3 s`, `2 min 5 s`. */
export function formatElapsed(ms) {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/**
 * Says what is being done, with elapsed time. On a terminal the running step's line counts up in place; elsewhere it is printed when it ends,
 * and a long one every 15 s, so that a log shows that something is alive.
 */
export function createProgress({ stream = process.stdout, startedAt = Date.now() } = {}) {
  const live = Boolean(stream.isTTY) && !process.env.CI;
  const line = (mark, text, ms) => `  ${mark} ${text.padEnd(48)} ${formatElapsed(ms).padStart(9)}`;

  /** Runs one step. `title` says what is done; `work` may return a string that replaces it in the finished line. */
  async function step(title, work) {
    const began = Date.now();
    const show = () =>
      stream.write(
        live ? `\r\x1b[2K${line('…', title, Date.now() - began)}` : `${line('…', title, Date.now() - began)}\n`,
      );
    if (live) show();
    const timer = setInterval(show, live ? 100 : HEARTBEAT_MS);
    const finish = (mark, text) => {
      clearInterval(timer);
      stream.write(`${live ? '\r\x1b[2K' : ''}${line(mark, text, Date.now() - began)}\n`);
    };
    try {
      const result = await work();
      finish('✓', typeof result === 'string' ? result : title);
      return result;
    } catch (error) {
      finish('✗', title);
      throw error;
    }
  }

  return {
    step,
    note: (text) => stream.write(`  · ${text}\n`),
    elapsed: () => formatElapsed(Date.now() - startedAt),
  };
}
