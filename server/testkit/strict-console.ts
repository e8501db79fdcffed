import { afterEach, beforeEach } from 'vitest';

// An error on the console is a defect that a green test would hide. A test that provokes one replaces console.error itself.
const original = console.error.bind(console);
let calls: unknown[][] = [];

beforeEach(() => {
  calls = [];
  console.error = (...parts: unknown[]) => {
    calls.push(parts);
  };
});

afterEach(() => {
  console.error = original;
  if (calls.length > 0) {
    throw new Error(`unexpected console.error: ${calls.map((parts) => parts.map(String).join(' ')).join('\n')}`);
  }
});
