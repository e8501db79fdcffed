/** What a test wrote to the console as an error, and whether it said that it would. */
interface ConsoleErrors {
  calls: unknown[][];
  expected: boolean;
}

const CONSOLE_ERRORS = Symbol.for('gpuaas.testkit.console-errors');
const shared: { [CONSOLE_ERRORS]?: ConsoleErrors } = globalThis;

/** Forgets what the last test wrote. */
export function resetConsoleErrors(): ConsoleErrors {
  return (shared[CONSOLE_ERRORS] = { calls: [], expected: false });
}

/** The running test's record. */
export function consoleErrors(): ConsoleErrors {
  return shared[CONSOLE_ERRORS] ?? resetConsoleErrors();
}

/** Says that the running test provokes an error on the console; returns the calls, which grow as they happen. */
export function expectConsoleError(): unknown[][] {
  const record = consoleErrors();
  record.expected = true;
  return record.calls;
}
