import { readFileSync, writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { ReadStream } from 'node:tty';

import { encodeOffsetsFrame, frameTypes } from '../protocol/frames';
import { InputQueue } from './input-queue';
import type { NativePty } from './native-pty';
import { OutputRing } from './output-ring';
import { Viewer } from './viewer';

/** After the program's exit, output of processes it left behind is read until it is quiet for this long. */
const quietAfterExitMs = 200;
/** Output that follows other output within this time is sent together with what comes next. */
const gatherMs = 2;
const readBytes = 16_384;
const gatherBytes = 32_768;
/** Less than this is the echo of a key or a short answer: it goes out at once, whatever went before. */
const gatherBytesMin = 512;
/** How soon to try again when the kernel's buffer for the program's input is full; longer each time the program has read nothing. */
const fullInputRetryMinMs = 1;
const fullInputRetryMaxMs = 50;
const interruptKey = 0x03;

export interface TerminalOptions {
  readonly ptyId: string;
  readonly columns: number;
  readonly rows: number;
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

export interface TerminalExit {
  readonly code: number;
  readonly signal: number | null;
}

/**
 * One PTY with its program, its latest output and its viewers. The PTY is read only as fast as the slowest live viewer takes the output;
 * without viewers it is read at once and the ring is overwritten.
 */
export class Terminal {
  readonly ptyId: string;
  readonly pid: number;
  columns: number;
  rows: number;
  exit: TerminalExit | null = null;

  private readonly ring = new OutputRing();
  private readonly viewers = new Set<Viewer>();
  private readonly stream: ReadStream;
  private readonly fd: number;
  private readonly input: InputQueue;
  private childExit: TerminalExit | null = null;
  private quietTimer: NodeJS.Timeout | undefined;
  private gatherTimer: NodeJS.Timeout | undefined;
  private ungatheredBytes = 0;
  private lastPumpMs = 0;
  private isPaused = false;

  constructor(
    private readonly native: NativePty,
    options: TerminalOptions,
    private readonly onExit: (terminal: Terminal, exit: TerminalExit) => void,
  ) {
    this.ptyId = options.ptyId;
    this.columns = options.columns;
    this.rows = options.rows;
    const [file, ...args] = options.argv;
    const env = Object.entries(options.env).map(([name, value]) => `${name}=${value}`);
    const handleExit = (code: number, signal: number) =>
      this.handleChildExit({ code, signal: signal === 0 ? null : signal });
    const forked = native.fork(
      file,
      args,
      env,
      options.cwd,
      options.columns,
      options.rows,
      -1,
      -1,
      true,
      '',
      handleExit,
    );
    this.pid = forked.pid;
    this.fd = forked.fd;
    this.stream = new ReadStream(forked.fd, {
      onread: {
        // One buffer for all reads: the kernel hands out at most 4 KiB at a time, and a new buffer for each would cost more than the read.
        buffer: Buffer.allocUnsafeSlow(readBytes),
        callback: (length, buffer) => this.handleOutput(buffer.subarray(0, length)),
      },
    });
    this.input = new InputQueue((piece, done) => this.writePiece(piece, done));
    // A PTY whose last process closed it reads as EIO: that is its end of file.
    this.stream.on('error', () => this.stream.destroy());
    this.stream.on('end', () => this.stream.destroy());
    this.stream.on('close', () => this.finishIfDone());
    this.stream.resume();
  }

  get firstOffset(): number {
    return this.ring.firstOffset;
  }

  get nextOffset(): number {
    return this.ring.nextOffset;
  }

  get viewerCount(): number {
    return this.viewers.size;
  }

  /** True between the program's end and the moment when its last output has been handed to the viewers. */
  get isEnding(): boolean {
    return this.childExit !== null && this.exit === null;
  }

  /** Adds a viewer from an offset inside `[0, nextOffset]`. The viewer leaves with its connection. */
  attach(socket: Socket, fromOffset: number): { acknowledge(offset: number): void; write(data: Buffer): boolean } {
    const viewer = new Viewer(socket, this.ring, { fromOffset, onPaceChange: () => this.setPace() });
    this.viewers.add(viewer);
    socket.once('close', () => {
      viewer.close();
      this.viewers.delete(viewer);
      this.setPace();
    });
    viewer.pump();
    this.setPace();
    this.sendExits();
    let taken = 0;
    return {
      acknowledge: (offset) => {
        viewer.acknowledge(offset);
        this.sendExits();
      },
      write: (data) => {
        const length = data.length;
        return this.write(data, () => {
          taken += length;
          if (!socket.destroyed) socket.write(encodeOffsetsFrame(frameTypes.inputTaken, [taken]));
        });
      },
    };
  }

  /** Hands keys to the program. False: too much is waiting, nothing was taken. `onTaken` is called once the PTY has all of it. */
  write(data: Buffer, onTaken: () => void): boolean {
    if (this.stream.destroyed) {
      onTaken();
      return true;
    }
    if (data.length === 1 && data[0] === interruptKey && this.input.bytes > 0) this.interrupt();
    return this.input.push(data, onTaken);
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    if (!this.stream.destroyed) this.native.resize(this.fd, columns, rows);
  }

  /** Hangs up: the program gets SIGHUP, and SIGKILL if it is still there a second later. Viewers leave. */
  close(): void {
    for (const viewer of this.viewers) viewer.close();
    if (this.exit !== null) return;
    this.signalSession('SIGHUP');
    setTimeout(() => {
      if (this.childExit === null) this.signalSession('SIGKILL');
    }, 1_000).unref();
    this.stream.destroy();
  }

  /**
   * The descriptor does not block, so this is quick. Writing through the stream is no way: libuv takes it for a blocking one and spins until the
   * program reads.
   */
  private writePiece(piece: Buffer, done: () => void, retryMs = fullInputRetryMinMs): void {
    if (this.stream.destroyed) return done();
    let written = 0;
    try {
      written = writeSync(this.fd, piece);
    } catch (error) {
      const isFull = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
      if (!isFull) return done();
    }
    if (written === piece.length) return done();
    const nextRetryMs = written > 0 ? fullInputRetryMinMs : Math.min(retryMs * 2, fullInputRetryMaxMs);
    setTimeout(() => this.writePiece(piece.subarray(written), done, nextRetryMs), retryMs);
  }

  /** Returns whether to go on reading. `chunk` is overwritten by the next read. */
  private handleOutput(chunk: Uint8Array): boolean {
    this.ring.append(chunk);
    this.ungatheredBytes += chunk.length;
    if (this.childExit !== null) this.restartQuietTimer();
    const isShort = this.ungatheredBytes < gatherBytesMin;
    const isEnough = this.ungatheredBytes >= gatherBytes || performance.now() - this.lastPumpMs > gatherMs;
    if (isShort || isEnough) this.pumpViewers();
    else this.gatherTimer ??= setTimeout(() => this.pumpViewers(), gatherMs);
    return !this.isPaused;
  }

  private pumpViewers(): void {
    clearTimeout(this.gatherTimer);
    this.gatherTimer = undefined;
    this.ungatheredBytes = 0;
    this.lastPumpMs = performance.now();
    for (const viewer of this.viewers) viewer.pump();
    this.setPace();
  }

  private setPace(): void {
    const mustPause = [...this.viewers].some((viewer) => viewer.holdsBack);
    if (mustPause === this.isPaused) return;
    this.isPaused = mustPause;
    if (mustPause) {
      this.stream.pause();
      clearTimeout(this.quietTimer);
    } else {
      this.stream.resume();
      if (this.childExit !== null) this.restartQuietTimer();
    }
  }

  private handleChildExit(exit: TerminalExit): void {
    this.childExit = exit;
    if (this.stream.destroyed) this.finishIfDone();
    else if (!this.isPaused) this.restartQuietTimer();
  }

  /** A background process may keep the PTY open for ever; once nothing more comes, the PTY is over all the same. */
  private restartQuietTimer(): void {
    clearTimeout(this.quietTimer);
    this.quietTimer = setTimeout(() => this.stream.destroy(), quietAfterExitMs);
  }

  private finishIfDone(): void {
    if (this.childExit === null || this.exit !== null) return;
    clearTimeout(this.quietTimer);
    this.input.drop();
    this.exit = this.childExit;
    this.pumpViewers();
    this.sendExits();
    this.onExit(this, this.exit);
  }

  private sendExits(): void {
    if (this.exit === null) return;
    for (const viewer of this.viewers) {
      if (!viewer.isCaughtUp) continue;
      this.viewers.delete(viewer);
      viewer.sendExit(this.exit);
    }
  }

  /** The program does not read its input, so a typed Ctrl-C would wait behind it: drop what waits and send the signal that it stands for. */
  private interrupt(): void {
    this.input.drop();
    try {
      const stat = readFileSync(`/proc/${this.pid}/stat`, 'utf8');
      const foregroundGroup = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[5]);
      if (foregroundGroup > 1) process.kill(-foregroundGroup, 'SIGINT');
    } catch {
      // The program ended in the meantime.
    }
  }

  private signalSession(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal);
    } catch {
      // No process of the group is left.
    }
  }
}
