/** Pure accounting of what is under way to and from one terminal client. */

/**
 * Most output bytes that a client may owe us. An engine sends at most its own window without acknowledgement; after the way to it
 * broke and came back, a second window may follow before the first one is acknowledged. Twice that is an engine out of control.
 */
export const OUTPUT_UNDER_WAY_BYTES_MAX = 1_048_576;
/** Most bytes of one input message. */
export const INPUT_CHUNK_BYTES_MAX = 65_536;
/** Most input that may wait for the program; a client that sends more does not keep to the protocol. */
export const INPUT_WAITING_BYTES_MAX = 524_288;
/** Taken input is reported in steps of this size; the client stays below {@link INPUT_WAITING_BYTES_MAX} by it. */
export const INPUT_REPORT_BYTES = 16_384;

/** Thrown when an engine skips, repeats or hoards output: the stream is dropped and attached anew. */
export class OutputOutOfStep extends Error {}

/**
 * The place of one client in a shell's output. Invariant: `acknowledged ≤ sent`, and what is sent is contiguous, so that a byte
 * is either sent once, or named as missing.
 */
export class OutputWindow {
  private sentOffset: number;
  private acknowledgedOffset: number;

  constructor(fromOffset: number) {
    this.sentOffset = fromOffset;
    this.acknowledgedOffset = fromOffset;
  }

  /** The next byte to send, and so the offset from which to attach again. */
  get nextOffset(): number {
    return this.sentOffset;
  }

  /** Everything before it reached the client. */
  get consumedOffset(): number {
    return this.acknowledgedOffset;
  }

  get underWayBytes(): number {
    return this.sentOffset - this.acknowledgedOffset;
  }

  /** Counts `length` bytes at `offset` as sent. */
  send(offset: number, length: number): void {
    if (offset !== this.sentOffset) throw new OutputOutOfStep(`output at ${offset}, expected ${this.sentOffset}`);
    if (this.underWayBytes + length > OUTPUT_UNDER_WAY_BYTES_MAX) throw new OutputOutOfStep('output without end');
    this.sentOffset += length;
  }

  /** Counts a gap as told. What was before it counts as acknowledged: nobody waits for it any more. */
  skip(offset: number, missedBytes: number): void {
    if (offset !== this.sentOffset || missedBytes <= 0) throw new OutputOutOfStep(`gap at ${offset}`);
    this.sentOffset += missedBytes;
    this.acknowledgedOffset = this.sentOffset;
  }

  /** False for an acknowledgement of what was not sent, or was acknowledged before. */
  acknowledge(offset: number): boolean {
    if (offset <= this.acknowledgedOffset || offset > this.sentOffset) return false;
    this.acknowledgedOffset = offset;
    return true;
  }
}

/** Input of one client: what came, what the program took, what is worth reporting. */
export class InputWindow {
  private receivedBytes = 0;
  private takenBytes = 0;
  private reportedBytes = 0;

  /** False when more waits than may wait. */
  receive(length: number): boolean {
    this.receivedBytes += length;
    return this.receivedBytes - this.takenBytes <= INPUT_WAITING_BYTES_MAX;
  }

  /** Counts input as handed on; gives the sum to report, or undefined while it is not worth a message. */
  take(length: number): number | undefined {
    this.takenBytes += length;
    if (this.takenBytes - this.reportedBytes < INPUT_REPORT_BYTES) return undefined;
    this.reportedBytes = this.takenBytes;
    return this.takenBytes;
  }
}
