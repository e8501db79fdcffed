import { log } from '@/server/shared/log';
import { isAppError, KIND_MEANING, type AppError } from '@/server/shared/errors';
import type { UserActor } from '@/server/platform/iam';
import type { ShellInfo, ShellSize, ShellStream, TerminalBackend } from '../terminals/backend.types';
import { leaveTerminal, type Entrance } from '../terminals/terminals.service';
import { terminalErrors } from '../terminals/terminals.errors';
import { liveErrorOf } from './live-error';
import { joinRoom, type RoomMember, type RoomPlace } from './rooms';
import { InputWindow, OutputOutOfStep, OutputWindow } from './window.rules';
import type { ServerToClient } from './wire.types';

/** The way to an engine that broke is looked for this long; then the terminal closes and its person may try again. */
const UNREACHABLE_MS_MAX = 60_000;
const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 2_000;

/** Sends a message about this channel to its client. */
export type ChannelEmit = <Name extends Extract<keyof ServerToClient, `terminal:${string}`>>(
  name: Name,
  ...rest: Parameters<ServerToClient[Name]> extends [number, ...infer Rest] ? Rest : never
) => void;

interface ChannelInput {
  actor: UserActor;
  entrance: Entrance;
  backend: TerminalBackend;
  shell: ShellInfo;
  fromOffset: number;
  size: ShellSize;
  emit: ChannelEmit;
  onClosed: () => void;
}

/**
 * One terminal of one client. Keeps no output: the engine may have a window of bytes under way, and gets the client's own
 * acknowledgements, so a slow client slows its program and nothing grows. Input waits in order while the engine is out of reach.
 */
export class TerminalChannel implements RoomMember {
  size: ShellSize;
  private readonly output: OutputWindow;
  private readonly input = new InputWindow();
  private readonly waitingInput: Uint8Array[] = [];
  private readonly room: RoomPlace;
  private stream: ShellStream | undefined;
  /** Output that leaves at the end of this turn of the event loop; `piecesOffset` is where it begins. */
  private pieces: Uint8Array[] = [];
  private piecesOffset = 0;
  private isPumping = false;
  private isClosed = false;
  private isUnreachable = false;
  private hasExited = false;
  /** Counts attachments: a stream that was given up must not speak for the one that followed it. */
  private generation = 0;
  private retryTimer: NodeJS.Timeout | undefined;
  private unreachableSinceMs: number | undefined;

  constructor(private readonly its: ChannelInput) {
    this.size = its.size;
    this.output = new OutputWindow(its.fromOffset);
    this.room = joinRoom({ surfaceId: this.surfaceId, ptyId: its.shell.ptyId }, this);
    void this.attach();
  }

  get personId(): string {
    return this.its.actor.id;
  }
  get personName(): string {
    return this.its.actor.name;
  }
  get surfaceId() {
    return this.its.entrance.surface.id;
  }

  applySize(size: ShellSize): void {
    this.stream?.resize(size);
  }

  showPresence(presence: Parameters<RoomMember['showPresence']>[0]): void {
    if (!this.isClosed) this.its.emit('terminal:presence', presence);
  }

  /** Keys from the client. Who types is the one whose window counts. */
  write(data: Uint8Array): void {
    if (this.isClosed) return;
    if (!this.input.receive(data.length)) return this.close(terminalErrors.too_much_input());
    this.room.activate();
    this.waitingInput.push(data);
    void this.pumpInput();
  }

  resize(size: ShellSize): void {
    if (this.isClosed) return;
    this.size = size;
    this.room.activate();
  }

  acknowledge(offset: number): void {
    if (this.output.acknowledge(offset)) this.stream?.acknowledge(offset);
  }

  /** Ends the channel, tells the client why, and writes it down. Later calls do nothing. */
  close(error: AppError | null): void {
    if (this.isClosed) return;
    this.flush();
    this.isClosed = true;
    clearTimeout(this.retryTimer);
    this.stream?.close();
    this.stream = undefined;
    this.room.leave();
    this.its.emit('terminal:closed', error && liveErrorOf(error));
    this.its.onClosed();
    const { actor, entrance, shell } = this.its;
    const reason = error?.publicMessage ?? 'Closed by the person or the end of the program.';
    leaveTerminal({ actor, surface: entrance.surface, ptyId: shell.ptyId, reason }).catch((failure: unknown) =>
      log().warn({ err: failure }, 'the end of a terminal was not written down'),
    );
  }

  private async attach(): Promise<void> {
    const { backend, entrance, shell } = this.its;
    const generation = ++this.generation;
    const isCurrent = () => !this.isClosed && generation === this.generation;
    try {
      const { info, stream } = await backend.attachShell(
        entrance.target,
        { ptyId: shell.ptyId, from: this.output.nextOffset },
        {
          onOutput: (data, offset) => isCurrent() && this.inStep(() => this.forward(data, offset)),
          onGap: (gap) => isCurrent() && this.inStep(() => this.forwardGap(gap)),
          onExit: (exit) => isCurrent() && this.forwardExit(exit),
          onClose: (error) => isCurrent() && this.handleStreamEnd(error),
        },
      );
      if (!isCurrent()) return stream.close();
      if (info.incarnation !== shell.incarnation) {
        stream.close();
        return this.close(terminalErrors.offset_ahead());
      }
      this.handleStream(stream);
    } catch (error) {
      if (isCurrent()) this.handleStreamEnd(error);
    }
  }

  private handleStream(stream: ShellStream): void {
    this.stream = stream;
    this.unreachableSinceMs = undefined;
    if (this.isUnreachable) {
      this.isUnreachable = false;
      this.its.emit('terminal:reachable', true);
    }
    stream.resize(this.room.shellSize);
    // What was acknowledged before the stream was in our hands would otherwise be owed for ever.
    stream.acknowledge(this.output.consumedOffset);
    void this.pumpInput();
  }

  /** A PTY is read in pieces of a few KiB: what arrives together leaves together, without waiting for more. */
  private forward(data: Uint8Array, offset: number): void {
    this.output.send(offset, data.length);
    if (this.pieces.push(data) > 1) return;
    this.piecesOffset = offset;
    queueMicrotask(() => this.flush());
  }

  private flush(): void {
    const pieces = this.pieces;
    const [first] = pieces;
    if (!first || this.isClosed) return;
    this.pieces = [];
    this.its.emit('terminal:output', this.piecesOffset, pieces.length === 1 ? first : Buffer.concat(pieces));
  }

  private forwardGap(gap: { offset: number; missedBytes: number }): void {
    this.output.skip(gap.offset, gap.missedBytes);
    this.flush();
    this.its.emit('terminal:gap', gap.offset, gap.missedBytes);
  }

  private forwardExit(exit: { code: number; signal: number | null }): void {
    this.hasExited = true;
    this.flush();
    this.its.emit('terminal:exit', { code: exit.code, signal: exit.signal });
  }

  private inStep(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof OutputOutOfStep)) throw error;
      log().error({ err: error, ptyId: this.its.shell.ptyId }, 'an engine is out of step');
      this.handleStreamEnd(error);
    }
  }

  private handleStreamEnd(error: unknown): void {
    if (this.isClosed) return;
    this.stream?.close();
    this.stream = undefined;
    this.generation++;
    if (error === null) return this.close(this.hasExited ? null : terminalErrors.workspace_ended());
    if (isAppError(error) && KIND_MEANING[error.kind].socketVerdict === 'close') return this.close(error);
    const nowMs = performance.now();
    this.unreachableSinceMs ??= nowMs;
    const waitedMs = nowMs - this.unreachableSinceMs;
    if (waitedMs > UNREACHABLE_MS_MAX) return this.close(terminalErrors.engine_unavailable({ cause: error }));
    if (!this.isUnreachable) {
      this.isUnreachable = true;
      this.its.emit('terminal:reachable', false);
    }
    this.retryTimer = setTimeout(
      () => void this.attach(),
      Math.min(RETRY_MS_MAX, Math.max(RETRY_MS_MIN, waitedMs / 2)),
    );
  }

  /** Hands input on in order, as fast as the program reads. */
  private async pumpInput(): Promise<void> {
    if (this.isPumping) return;
    this.isPumping = true;
    for (;;) {
      const { stream } = this;
      const data = stream && this.waitingInput.shift();
      if (!stream || !data) break;
      const isFlowing = stream.write(data);
      if (!isFlowing) await stream.drained();
      const report = this.input.take(data.length);
      if (report !== undefined && !this.isClosed) this.its.emit('terminal:taken', report);
    }
    this.isPumping = false;
  }
}
