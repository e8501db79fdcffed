import fc from 'fast-check';
import { expect, it } from 'vitest';

import { OutputRing } from './output-ring';

it('keeps the latest bytes at their offsets, as a plain array would', () => {
  const maxBytes = 64;
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 150 }), { maxLength: 20 }), (chunks) => {
      const ring = new OutputRing(maxBytes);
      let all = Buffer.alloc(0);
      for (const chunk of chunks) {
        ring.append(chunk);
        all = Buffer.concat([all, chunk]);
        const first = Math.max(0, all.length - maxBytes);
        const kept = Buffer.alloc(all.length - first);
        ring.copy(first, kept);
        expect([ring.firstOffset, ring.nextOffset]).toEqual([first, all.length]);
        expect(kept).toEqual(all.subarray(first));
      }
    }),
  );
});

it('grows only as far as output needs, keeping every byte', () => {
  const ring = new OutputRing();
  const bytes = Buffer.from(Array.from({ length: 40_000 }, (_, index) => index % 251));
  for (let start = 0; start < bytes.length; start += 999) ring.append(bytes.subarray(start, start + 999));
  const copy = Buffer.alloc(bytes.length);
  ring.copy(0, copy);
  expect(copy.equals(bytes)).toBe(true);
});

it('refuses bytes that are gone or not there yet', () => {
  const ring = new OutputRing(16);
  ring.append(Buffer.alloc(20));
  expect(() => ring.copy(3, Buffer.alloc(2))).toThrow(RangeError);
  expect(() => ring.copy(19, Buffer.alloc(2))).toThrow(RangeError);
});
