/** Most bytes of one message. */
const CHUNK_BYTES_MAX = 16_384;
/** Most bytes under way that the program has not taken: a paste of megabytes goes out as fast as it is read. */
const UNDER_WAY_BYTES_MAX = 131_072;
/** Keys typed while there is no connection wait for it, up to this; a paste into nowhere does not. */
const OFFLINE_BYTES_MAX = 4_096;

/** Input in order, in chunks, never more under way than the gateway lets wait. */
export class InputQueue {
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private sentBytes = 0;
  private takenBytes = 0;
  private isOpen = false;

  constructor(private readonly send: (chunk: Uint8Array) => void) {}

  /** Takes input; false when it was dropped because there is no connection and too much waits for one. */
  add(data: Uint8Array): boolean {
    if (!this.isOpen && this.waitingBytes + data.length > OFFLINE_BYTES_MAX) return false;
    for (let start = 0; start < data.length; start += CHUNK_BYTES_MAX) {
      this.waiting.push(data.subarray(start, start + CHUNK_BYTES_MAX));
    }
    this.waitingBytes += data.length;
    this.flush();
    return true;
  }

  /** A channel is there; it counts from zero. */
  open(): void {
    this.sentBytes = 0;
    this.takenBytes = 0;
    this.isOpen = true;
    this.flush();
  }

  /** The channel is gone. What was typed and not sent waits; the rest of a paste does not, for half of one is worse than none. */
  shut(): void {
    this.isOpen = false;
    if (this.waitingBytes <= OFFLINE_BYTES_MAX) return;
    this.waiting = [];
    this.waitingBytes = 0;
  }

  /** The program took so many bytes since the channel opened. */
  take(totalBytes: number): void {
    this.takenBytes = Math.max(this.takenBytes, totalBytes);
    this.flush();
  }

  private flush(): void {
    while (this.isOpen && this.sentBytes - this.takenBytes < UNDER_WAY_BYTES_MAX) {
      const chunk = this.waiting.shift();
      if (!chunk) return;
      this.waitingBytes -= chunk.length;
      this.sentBytes += chunk.length;
      this.send(chunk);
    }
  }
}
