import type { Socket } from 'node:net';
import { z } from 'zod';

import { acknowledgeEveryBytes, inputUnderWayBytes, inputWaitingMaxBytes } from './flow';
import {
  encodeFrame,
  encodeJsonFrame,
  encodeOffsetsFrame,
  type Frame,
  type FrameReader,
  frameTypes,
  offsetBytes,
  readJson,
  readOffset,
} from './frames';

const exitSchema = z.object({ code: z.int(), signal: z.int().nullable(), finalOffset: z.int().min(0) });

/** What happens to a viewer of a PTY, in order. `onClose` comes last and exactly once. */
export interface PtyAttachmentHandlers {
  /** `data` holds the bytes `[offset, offset + data.length)`. Call `acknowledge` once they are dealt with, or output stops. */
  onOutput(data: Buffer, offset: number): void;
  /** `missedBytes` bytes from `offset` on were overwritten before this viewer took them. Output goes on after them. */
  onGap(gap: { offset: number; missedBytes: number }): void;
  /** The program ended; nothing more comes. */
  onExit(exit: { code: number; signal: number | null; finalOffset: number }): void;
  /** `null` after `close()`, an exit or the end of the workspace; an error when the connection was lost: attach again from the last offset. */
  onClose(error: Error | null): void;
}

/** One viewer of a PTY. */
export interface PtyAttachment {
  /**
   * Sends keys. False: the program reads slowly and much is waiting; wait for `drained` before sending more, for beyond
   * {@link inputWaitingMaxBytes} the attachment closes with an error. Ignored for read-only viewers.
   */
  write(data: Uint8Array): boolean;
  /** Resolves when waiting input fell below the limit, or the attachment closed. */
  drained(): Promise<void>;
  resize(columns: number, rows: number): void;
  /** Everything before `offset` has been dealt with. Cheap: gathered to few messages. */
  acknowledge(offset: number): void;
  /** Ends this viewer; the PTY and its program go on. */
  close(): void;
}

/** Runs a viewer over a connection whose stream was just accepted. */
export function runAttachment(socket: Socket, reader: FrameReader, handlers: PtyAttachmentHandlers): PtyAttachment {
  let acknowledged: number | undefined;
  let closed = false;
  let ended = false;
  const input = createInputGate();

  const finish = (error: Error | null) => {
    if (closed) return;
    closed = true;
    socket.destroy();
    input.open();
    handlers.onClose(error);
  };
  const handleFrame = ({ type, payload }: Frame) => {
    if (type === frameTypes.output) {
      const offset = readOffset(payload);
      acknowledged ??= offset;
      handlers.onOutput(payload.subarray(offsetBytes), offset);
    } else if (type === frameTypes.gap) {
      const offset = readOffset(payload);
      const missedBytes = readOffset(payload, 1);
      acknowledged = offset + missedBytes;
      handlers.onGap({ offset, missedBytes });
    } else if (type === frameTypes.inputTaken) {
      input.take(readOffset(payload));
    } else if (type === frameTypes.exit) {
      ended = true;
      handlers.onExit(exitSchema.parse(readJson(payload)));
    }
  };
  const handleChunk = (chunk: Buffer) => {
    try {
      for (const frame of reader.push(chunk)) {
        if (closed) return;
        handleFrame(frame);
      }
    } catch (error) {
      finish(error instanceof Error ? error : new Error('The terminal stream is damaged'));
    }
  };

  socket.on('error', (error) => finish(error));
  socket.on('end', () => socket.destroy());
  socket.on('close', () => finish(ended ? null : new Error('The terminal connection was lost')));
  // Not before the caller holds the attachment: its handlers may want to use it.
  setImmediate(() => {
    handleChunk(reader.takeAll());
    if (!closed) socket.on('data', handleChunk).resume();
  });

  return {
    write(data) {
      if (closed) return true;
      if (input.send(data.length)) socket.write(encodeFrame(frameTypes.input, data));
      else finish(new Error('The program does not read its input'));
      return input.isFlowing();
    },
    drained: () => input.drained(),
    resize: (columns, rows) => {
      if (!closed) socket.write(encodeJsonFrame(frameTypes.resize, { columns, rows }));
    },
    acknowledge: (offset) => {
      if (closed || offset - (acknowledged ?? 0) < acknowledgeEveryBytes) return;
      acknowledged = offset;
      socket.write(encodeOffsetsFrame(frameTypes.acknowledge, [offset]));
    },
    close: () => finish(null),
  };
}

interface InputGate {
  /** Counts input on its way. False: more is waiting than may. */
  send(bytes: number): boolean;
  /** So many bytes, in all, have been taken by the PTY. */
  take(totalBytes: number): void;
  isFlowing(): boolean;
  drained(): Promise<void>;
  /** Lets everybody through, for good. */
  open(): void;
}

function createInputGate(): InputGate {
  let sent = 0;
  let taken = 0;
  let isOpen = false;
  let waiters: (() => void)[] = [];
  const isFlowing = () => isOpen || sent - taken < inputUnderWayBytes;
  const wake = () => {
    if (!isFlowing()) return;
    const woken = waiters;
    waiters = [];
    for (const resolve of woken) resolve();
  };
  return {
    send(bytes) {
      sent += bytes;
      return sent - taken <= inputWaitingMaxBytes;
    },
    take(totalBytes) {
      taken = totalBytes;
      wake();
    },
    isFlowing,
    drained: () => (isFlowing() ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve))),
    open() {
      isOpen = true;
      wake();
    },
  };
}
