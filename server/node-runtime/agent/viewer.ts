import type { Socket } from 'node:net';

import { viewerWindowBytes } from '../protocol/flow';
import { encodeJsonFrame, encodeOffsetsFrame, encodeOutputFrame, frameTypes } from '../protocol/frames';
import type { OutputRing } from './output-ring';

/** A viewer that acknowledges nothing for this long while its window is full no longer holds the program up. */
const viewerStallMs = 5_000;
const outputFrameMaxBytes = 65_536;

/**
 * One viewer's place in a PTY's output. Invariant: at most a window lies between what it acknowledged and what was sent to it, so the
 * memory of the whole path is bounded by the window.
 */
export class Viewer {
  private acknowledged: number;
  private sent: number;
  private stallTimer: NodeJS.Timeout | undefined;
  private stalled = false;
  private readonly onPaceChange: () => void;

  constructor(
    private readonly socket: Socket,
    private readonly ring: OutputRing,
    place: { readonly fromOffset: number; readonly onPaceChange: () => void },
  ) {
    this.acknowledged = place.fromOffset;
    this.sent = place.fromOffset;
    this.onPaceChange = place.onPaceChange;
    socket.on('drain', () => this.pump());
  }

  /** True while the program must wait for this viewer. */
  get holdsBack(): boolean {
    return !this.stalled && this.ring.nextOffset - this.acknowledged >= viewerWindowBytes;
  }

  /** True when everything up to the end of the ring was handed to the connection. */
  get isCaughtUp(): boolean {
    return this.sent === this.ring.nextOffset;
  }

  private get roomBytes(): number {
    return viewerWindowBytes - (this.sent - this.acknowledged);
  }

  /** Sends what the window and the connection take. */
  pump(): void {
    while (!this.socket.destroyed && !this.socket.writableNeedDrain && !this.isCaughtUp) {
      if (this.roomBytes <= 0) break;
      if (this.sent < this.ring.firstOffset) this.sendGap();
      const length = Math.min(this.ring.nextOffset - this.sent, this.roomBytes, outputFrameMaxBytes);
      const offset = this.sent;
      this.sent += length;
      this.socket.write(encodeOutputFrame(offset, length, (target) => this.ring.copy(offset, target)));
    }
    this.watchStall();
  }

  acknowledge(offset: number): void {
    if (offset <= this.acknowledged || offset > this.sent) return;
    this.acknowledged = offset;
    this.stalled = false;
    clearTimeout(this.stallTimer);
    this.stallTimer = undefined;
    this.pump();
    this.onPaceChange();
  }

  /** Reports the end of the PTY; call only once the viewer is caught up. */
  sendExit(exit: { code: number; signal: number | null }): void {
    this.socket.end(encodeJsonFrame(frameTypes.exit, { ...exit, finalOffset: this.ring.nextOffset }));
  }

  close(): void {
    clearTimeout(this.stallTimer);
    this.socket.destroy();
  }

  /** What was sent before a gap counts as acknowledged: both ends restart their window behind it. */
  private sendGap(): void {
    const missedBytes = this.ring.firstOffset - this.sent;
    this.socket.write(encodeOffsetsFrame(frameTypes.gap, [this.sent, missedBytes]));
    this.sent = this.ring.firstOffset;
    this.acknowledged = this.sent;
  }

  private watchStall(): void {
    if (!this.holdsBack) {
      clearTimeout(this.stallTimer);
      this.stallTimer = undefined;
    } else if (this.stallTimer === undefined) {
      this.stallTimer = setTimeout(() => {
        this.stallTimer = undefined;
        this.stalled = true;
        this.onPaceChange();
      }, viewerStallMs);
    }
  }
}
