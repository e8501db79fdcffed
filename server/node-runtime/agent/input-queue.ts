import { inputWaitingMaxBytes } from '../protocol/flow';

const pieceMaxBytes = 4_096;

interface Piece {
  readonly bytes: Buffer;
  /** Set on the last piece of what was pushed together. */
  readonly onTaken: (() => void) | undefined;
}

/**
 * Keys on their way into a PTY. One piece is handed to the kernel at a time, so that what still waits can be dropped when the person
 * interrupts a program that does not read.
 */
export class InputQueue {
  private waiting: Piece[] = [];
  private waitingBytes = 0;
  private isWriting = false;

  /** `write` hands a piece to the PTY and calls back when the kernel took it. */
  constructor(private readonly write: (piece: Buffer, done: () => void) => void) {}

  /** Bytes that the kernel has not taken yet. */
  get bytes(): number {
    return this.waitingBytes;
  }

  /** False when the queue is full; then nothing was taken. `onTaken` is called once all of `data` is taken or dropped. */
  push(data: Buffer, onTaken: () => void): boolean {
    if (this.waitingBytes + data.length > inputWaitingMaxBytes) return false;
    for (let start = 0; start < data.length; start += pieceMaxBytes) {
      const end = start + pieceMaxBytes;
      // Copied: the caller's buffer is a view on a read buffer that lives only for this tick.
      this.waiting.push({
        bytes: Buffer.from(data.subarray(start, end)),
        onTaken: end >= data.length ? onTaken : undefined,
      });
    }
    this.waitingBytes += data.length;
    this.next();
    return true;
  }

  /** Forgets what the kernel has not been handed yet, as a terminal does on an interrupt. */
  drop(): void {
    const dropped = this.waiting;
    this.waiting = [];
    for (const piece of dropped) {
      this.waitingBytes -= piece.bytes.length;
      piece.onTaken?.();
    }
  }

  private next(): void {
    if (this.isWriting) return;
    const piece = this.waiting.shift();
    if (piece === undefined) return;
    this.isWriting = true;
    this.write(piece.bytes, () => {
      this.isWriting = false;
      this.waitingBytes -= piece.bytes.length;
      piece.onTaken?.();
      this.next();
    });
  }
}
