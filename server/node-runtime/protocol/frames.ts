/**
 * Frames on the runtime's and the agent's Unix sockets: four bytes of payload length, one byte of type, payload. Control frames carry
 * JSON, the terminal's own bytes travel as they are.
 */
export const frameTypes = {
  /** Portal to runtime: a signed task. Runtime to agent: a request. */
  request: 1,
  /** The task's answer; on streams, that the stream begins. */
  answer: 2,
  /** `{code, message}`: the task was refused or failed. */
  refusal: 3,
  progress: 4,
  event: 5,
  /** Terminal output: 6 bytes of offset, then bytes. */
  output: 6,
  /** 6 bytes of offset, 6 bytes of count: that many bytes, from that offset on, were overwritten before the viewer took them. */
  gap: 7,
  /** `{code, signal, finalOffset}`: the PTY's process ended and every byte before was sent. */
  exit: 8,
  /** Terminal input, as typed. */
  input: 9,
  /** `{columns, rows}` */
  resize: 10,
  /** 6 bytes of offset: the viewer has dealt with everything before. */
  acknowledge: 11,
  /** 6 bytes of count: so many bytes of this viewer's input, in all, have been taken by the PTY. */
  inputTaken: 12,
} as const;
export type FrameType = (typeof frameTypes)[keyof typeof frameTypes];

/** No frame's payload is longer; a longer one ends the connection. */
export const framePayloadMaxBytes = 4 * 1024 * 1024;
const headerBytes = 5;
/** An offset is 48 bits: 256 TiB of output from one terminal. */
export const offsetBytes = 6;

export interface Frame {
  readonly type: number;
  /** Valid only until the next chunk is pushed, unless copied. */
  readonly payload: Buffer;
}

/** A whole frame, ready to write. */
export function encodeFrame(type: FrameType, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(headerBytes + payload.length);
  frame.writeUInt32BE(payload.length, 0);
  frame[4] = type;
  frame.set(payload, headerBytes);
  return frame;
}

/** A frame whose payload is JSON. */
export function encodeJsonFrame(type: FrameType, value: unknown): Buffer {
  return encodeFrame(type, Buffer.from(JSON.stringify(value), 'utf8'));
}

/** An output frame of `length` bytes with room left for them: `fill` copies them in. One allocation per frame. */
export function encodeOutputFrame(offset: number, length: number, fill: (target: Buffer) => void): Buffer {
  const frame = Buffer.allocUnsafe(headerBytes + offsetBytes + length);
  frame.writeUInt32BE(offsetBytes + length, 0);
  frame[4] = frameTypes.output;
  frame.writeUIntBE(offset, headerBytes, offsetBytes);
  fill(frame.subarray(headerBytes + offsetBytes));
  return frame;
}

/** A frame of offsets, such as `acknowledge` and `gap`. */
export function encodeOffsetsFrame(type: FrameType, offsets: readonly number[]): Buffer {
  const payload = Buffer.allocUnsafe(offsets.length * offsetBytes);
  offsets.forEach((offset, index) => payload.writeUIntBE(offset, index * offsetBytes, offsetBytes));
  return encodeFrame(type, payload);
}

/** The nth offset of a payload. Throws a RangeError when it is too short. */
export function readOffset(payload: Buffer, index = 0): number {
  return payload.readUIntBE(index * offsetBytes, offsetBytes);
}

/** The JSON of a control frame. Throws a SyntaxError when it is none. */
export function readJson(payload: Buffer): unknown {
  return JSON.parse(payload.toString('utf8'));
}

/** Cuts a byte stream into frames, copying only what a chunk leaves unfinished. */
export class FrameReader {
  private chunks: Buffer[] = [];
  private bufferedBytes = 0;
  private neededBytes = headerBytes;

  /** Frames that `chunk` completes. Throws a RangeError on a frame longer than {@link framePayloadMaxBytes}. */
  *push(chunk: Buffer): Generator<Frame, void, undefined> {
    this.chunks.push(chunk);
    this.bufferedBytes += chunk.length;
    if (this.bufferedBytes < this.neededBytes) return;
    let rest = this.takeAll();
    while (rest.length >= headerBytes) {
      const payloadBytes = rest.readUInt32BE(0);
      if (payloadBytes > framePayloadMaxBytes) throw new RangeError(`A frame of ${payloadBytes} bytes is too long`);
      const frameBytes = headerBytes + payloadBytes;
      if (rest.length < frameBytes) break;
      const frame = { type: rest[4] ?? 0, payload: rest.subarray(headerBytes, frameBytes) };
      rest = rest.subarray(frameBytes);
      this.keep(rest);
      yield frame;
      rest = this.takeAll();
    }
    this.keep(rest);
  }

  /** Bytes after the last whole frame; used when a connection turns from frames to raw bytes. */
  takeAll(): Buffer {
    const [only] = this.chunks;
    const all = this.chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.chunks, this.bufferedBytes);
    this.chunks = [];
    this.bufferedBytes = 0;
    this.neededBytes = headerBytes;
    return all;
  }

  private keep(rest: Buffer): void {
    this.chunks = rest.length > 0 ? [rest] : [];
    this.bufferedBytes = rest.length;
    this.neededBytes = rest.length >= headerBytes ? headerBytes + rest.readUInt32BE(0) : headerBytes;
  }
}
