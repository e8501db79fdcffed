import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputQueue } from './input-queue';

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('add' as const), length: fc.integer({ min: 1, max: 200_000 }) }),
    fc.record({ kind: fc.constant('take' as const), length: fc.integer({ min: 1, max: 100_000 }) }),
  ),
);

describe('the input queue', () => {
  test('sends every byte once and in order, in small messages, and never far ahead of the program', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const sent: number[] = [];
        let taken = 0;
        let typed = 0;
        const queue = new InputQueue((chunk) => {
          expect(chunk.length).toBeLessThanOrEqual(16_384);
          sent.push(...chunk);
          expect(sent.length - taken).toBeLessThan(131_072 + 16_384);
        });
        queue.open();
        for (const { kind, length } of script) {
          if (kind === 'add') {
            queue.add(Uint8Array.from({ length }, (_, i) => (typed + i) % 251));
            typed += length;
          } else {
            taken = Math.min(sent.length, taken + length);
            queue.take(taken);
          }
        }
        for (taken = sent.length; sent.length < typed; taken = sent.length) queue.take(taken);
        expect(sent.length).toBe(typed);
        expect(sent.every((byte, i) => byte === i % 251)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('keeps a few keys for the next connection, and nothing of a paste', () => {
    const sent: string[] = [];
    const queue = new InputQueue((chunk) => sent.push(Buffer.from(chunk).toString()));
    expect(queue.add(Buffer.from('ls\n'))).toBe(true);
    expect(queue.add(Buffer.alloc(10_000))).toBe(false);
    queue.open();
    expect(sent).toEqual(['ls\n']);
  });
});
