import { afterEach, beforeEach } from 'vitest';
import { consoleErrors, resetConsoleErrors } from './console-errors';

// An error on the console that nobody expected is a defect that a green test would hide.
const original = console.error.bind(console);

beforeEach(() => {
  resetConsoleErrors();
  console.error = (...parts: unknown[]) => {
    consoleErrors().calls.push(parts);
  };
});

afterEach(() => {
  console.error = original;
  const { calls, expected } = consoleErrors();
  if (calls.length > 0 && !expected) {
    throw new Error(`unexpected console.error: ${calls.map((parts) => parts.map(String).join(' ')).join('\n')}`);
  }
});
