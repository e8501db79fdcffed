/** How much of a PTY's latest output is kept for viewers that come back. */
const ringMaxBytes = 1_048_576;
const ringStartBytes = 16_384;

/**
 * The last bytes of a stream, addressed by their offset from its beginning. Memory starts small and doubles up to `maxBytes`, so that idle
 * terminals cost little.
 */
export class OutputRing {
  private buffer: Buffer;
  private end = 0;

  constructor(private readonly maxBytes: number = ringMaxBytes) {
    this.buffer = Buffer.allocUnsafeSlow(Math.min(ringStartBytes, maxBytes));
  }

  /** Offset of the oldest byte that can still be read. */
  get firstOffset(): number {
    return Math.max(0, this.end - this.buffer.length);
  }

  /** Offset that the next byte will get. */
  get nextOffset(): number {
    return this.end;
  }

  append(chunk: Uint8Array): void {
    this.growFor(chunk.length);
    const capacity = this.buffer.length;
    const kept = chunk.length > capacity ? chunk.subarray(chunk.length - capacity) : chunk;
    const start = (this.end + chunk.length - kept.length) % capacity;
    const head = Math.min(kept.length, capacity - start);
    this.buffer.set(kept.subarray(0, head), start);
    if (head < kept.length) this.buffer.set(kept.subarray(head), 0);
    this.end += chunk.length;
  }

  /** Fills `target` with the bytes from `offset` on; all of them must be inside `[firstOffset, nextOffset)`. */
  copy(offset: number, target: Buffer): void {
    if (offset < this.firstOffset || offset + target.length > this.end) throw new RangeError('Bytes outside the ring');
    const start = offset % this.buffer.length;
    const head = Math.min(target.length, this.buffer.length - start);
    this.buffer.copy(target, 0, start, start + head);
    if (head < target.length) this.buffer.copy(target, head, 0, target.length - head);
  }

  /** Before anything was overwritten, doubles the capacity until `bytes` more fit or the maximum is reached. */
  private growFor(bytes: number): void {
    const needed = this.end + bytes;
    if (this.buffer.length >= this.maxBytes || needed <= this.buffer.length) return;
    let capacity = this.buffer.length;
    while (capacity < needed && capacity < this.maxBytes) capacity = Math.min(capacity * 2, this.maxBytes);
    const grown = Buffer.allocUnsafeSlow(capacity);
    // Nothing was overwritten so far (the end never passed the capacity), so every byte keeps its place.
    this.buffer.copy(grown, 0, 0, this.end);
    this.buffer = grown;
  }
}
