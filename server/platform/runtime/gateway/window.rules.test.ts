import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  INPUT_REPORT_BYTES,
  INPUT_WAITING_BYTES_MAX,
  InputWindow,
  OUTPUT_UNDER_WAY_BYTES_MAX,
  OutputOutOfStep,
  OutputWindow,
} from './window.rules';

const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('send' as const),
      shift: fc.integer({ min: -3, max: 3 }),
      bytes: fc.integer({ min: 1, max: 400_000 }),
    }),
    fc.record({
      kind: fc.constant('skip' as const),
      shift: fc.integer({ min: -3, max: 3 }),
      bytes: fc.integer({ min: -5, max: 400_000 }),
    }),
    fc.record({
      kind: fc.constant('acknowledge' as const),
      shift: fc.integer({ min: -400_000, max: 5 }),
      bytes: fc.constant(0),
    }),
  ),
);

describe('the output window', () => {
  test('lets every byte pass once and in order, or names it as missing, and never owes more than its bound', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), steps, (from, script) => {
        const window = new OutputWindow(from);
        let told = from;
        let acknowledged = from;
        for (const { kind, shift, bytes } of script) {
          const offset = told + shift;
          if (kind === 'acknowledge') {
            const isFine = offset > acknowledged && offset <= told;
            expect(window.acknowledge(offset)).toBe(isFine);
            if (isFine) acknowledged = offset;
          } else if (kind === 'send') {
            const isFine = shift === 0 && told + bytes - acknowledged <= OUTPUT_UNDER_WAY_BYTES_MAX;
            if (!isFine) expect(() => window.send(offset, bytes)).toThrow(OutputOutOfStep);
            else {
              window.send(offset, bytes);
              told += bytes;
            }
          } else {
            const isFine = shift === 0 && bytes > 0;
            if (!isFine) expect(() => window.skip(offset, bytes)).toThrow(OutputOutOfStep);
            else {
              window.skip(offset, bytes);
              told += bytes;
              acknowledged = told;
            }
          }
          expect(window.nextOffset).toBe(told);
          expect(window.underWayBytes).toBe(told - acknowledged);
          expect(window.underWayBytes).toBeLessThanOrEqual(OUTPUT_UNDER_WAY_BYTES_MAX);
        }
      }),
    );
  });
});

describe('the input window', () => {
  test('reports what was taken in steps, never more than came, and refuses what nobody reads', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 65_536 }), { minLength: 1, maxLength: 40 }), (chunks) => {
        const window = new InputWindow();
        let received = 0;
        let reported = 0;
        for (const length of chunks) {
          received += length;
          expect(window.receive(length)).toBe(true);
          const report = window.take(length);
          if (report !== undefined) reported = report;
          expect(reported).toBeLessThanOrEqual(received);
          expect(received - reported).toBeLessThan(INPUT_REPORT_BYTES);
        }
        expect(new InputWindow().receive(INPUT_WAITING_BYTES_MAX + 1)).toBe(false);
      }),
    );
  });
});
