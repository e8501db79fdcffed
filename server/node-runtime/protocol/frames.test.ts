import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { encodeFrame, encodeOffsetsFrame, framePayloadMaxBytes, FrameReader, frameTypes, readOffset } from './frames';

describe('frames', () => {
  it('come out as they went in, however the stream is cut', () => {
    const payloads = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12 });
    const cuts = fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(payloads, cuts, (bodies, sizes) => {
        const stream = Buffer.concat(bodies.map((body) => encodeFrame(frameTypes.input, body)));
        const reader = new FrameReader();
        const seen: Buffer[] = [];
        for (let start = 0, turn = 0; start < stream.length; turn += 1) {
          const end = start + (sizes[turn % sizes.length] ?? 1);
          for (const { payload } of reader.push(stream.subarray(start, end))) seen.push(Buffer.from(payload));
          start = end;
        }
        expect(seen).toEqual(bodies.map((body) => Buffer.from(body)));
      }),
    );
  });

  it('leave the bytes after the last one taken to whoever goes on reading', () => {
    const reader = new FrameReader();
    const stream = Buffer.concat([encodeFrame(frameTypes.answer, Buffer.from('{}')), Buffer.from('raw bytes')]);
    for (const { type } of reader.push(stream)) {
      expect(type).toBe(frameTypes.answer);
      break;
    }
    expect(reader.takeAll().toString()).toBe('raw bytes');
  });

  it('carry offsets of 48 bits exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (offset) => {
        const [frame] = new FrameReader().push(encodeOffsetsFrame(frameTypes.gap, [offset, 7]));
        expect(frame && [readOffset(frame.payload), readOffset(frame.payload, 1)]).toEqual([offset, 7]);
      }),
    );
  });

  it('end the connection when one claims to be longer than any may be', () => {
    const header = Buffer.alloc(5);
    header.writeUInt32BE(framePayloadMaxBytes + 1);
    expect(() => [...new FrameReader().push(header)]).toThrow(RangeError);
  });
});
