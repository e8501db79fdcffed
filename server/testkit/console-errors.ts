import { onceInProcess } from '@/server/shared/state/process-state';

/** What a test wrote to the console as an error, and whether it said that it would. */
interface ConsoleErrors {
  calls: unknown[][];
  expected: boolean;
}

/** The running test's record; one per process, because tests and their set-up load this module apart. */
export function consoleErrors(): ConsoleErrors {
  return onceInProcess<ConsoleErrors>('testkit.console-errors', () => ({ calls: [], expected: false }));
}

/** Forgets what the last test wrote. */
export function resetConsoleErrors(): void {
  Object.assign(consoleErrors(), { calls: [], expected: false });
}

/** Says that the running test provokes an error on the console; returns the calls, which grow as they happen. */
export function expectConsoleError(): unknown[][] {
  const record = consoleErrors();
  record.expected = true;
  return record.calls;
}
