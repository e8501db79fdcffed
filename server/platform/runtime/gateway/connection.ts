import type { Socket } from 'socket.io';
import { noteUse, type UserActor } from '@/server/platform/iam';
import { processNow } from '@/server/shared/clock';
import type { AnnouncedEvent } from '@/server/shared/events';
import { sharedErrors, type AppError } from '@/server/shared/errors';
import type { Id } from '@/server/shared/ids';
import { log, newCorrelationId, withCorrelation } from '@/server/shared/log';
import { asAppError } from '@/server/shared/trpc';
import { terminalBackend } from '../terminals/backends';
import type { ShellInfo, TerminalBackend } from '../terminals/backend.types';
import { checkStay, enterTerminal, leaveTerminal, type Entrance } from '../terminals/terminals.service';
import { terminalErrors } from '../terminals/terminals.errors';
import { AudienceFilter } from './audience';
import { liveErrorOf } from './live-error';
import { TerminalChannel } from './terminal-channel';
import { ackSchema, closeSchema, inputSchema, openTerminalSchema, resizeSchema } from './wire.schemas';
import type { OpenTerminalRequest } from './wire.schemas';
import type { Answer, ClientToServer, ServerToClient, TerminalOpened } from './wire.types';

export type LiveSocket = Socket<ClientToServer, ServerToClient>;

/** Terminals that one browser tab may hold open at a time, those being opened included. */
const TERMINALS_MAX = 32;
/** Use of the session is written down at most this often. */
const USE_GRAIN_MS = 60_000;

/** A terminal from the moment in which somebody asked for it: what takes the right to it away reaches it before it is open, too. */
interface Seat {
  readonly surfaceId: Id<'sfc'>;
  close(error: AppError): void;
}

/** One browser tab: a person in a browser session, the events that are theirs, and their terminals. */
export class Connection {
  private readonly audience: AudienceFilter;
  private readonly channels = new Map<number, TerminalChannel>();
  private readonly openings = new Set<Seat>();
  private lastChannel = 0;
  private usedAtMs = 0;
  private isOver = false;
  /** Events go out one after the other, in the order in which they were announced. */
  private outgoing: Promise<void> = Promise.resolve();

  constructor(
    private readonly socket: LiveSocket,
    readonly actor: UserActor,
  ) {
    this.audience = new AudienceFilter(actor);
    socket.on('live:ping', (answer) => typeof answer === 'function' && answer());
    socket.on('terminal:open', (request, answer) => typeof answer === 'function' && void this.open(request, answer));
    socket.on('terminal:input', (...args) => {
      const parsed = inputSchema.safeParse(args);
      if (!parsed.success) return;
      this.channels.get(parsed.data[0])?.write(parsed.data[1]);
      this.noteUse();
    });
    socket.on('terminal:resize', (...args) => {
      const parsed = resizeSchema.safeParse(args);
      if (parsed.success) this.channels.get(parsed.data[0])?.resize({ columns: parsed.data[1], rows: parsed.data[2] });
    });
    socket.on('terminal:ack', (...args) => {
      const parsed = ackSchema.safeParse(args);
      if (parsed.success) this.channels.get(parsed.data[0])?.acknowledge(parsed.data[1]);
    });
    socket.on('terminal:close', (...args) => {
      const parsed = closeSchema.safeParse(args);
      if (parsed.success) this.channels.get(parsed.data[0])?.close(null);
    });
    socket.on('disconnect', () => this.finish());
  }

  /** Sends an event if it is this person's to hear. */
  deliver(event: AnnouncedEvent): void {
    this.outgoing = this.outgoing.then(async () => {
      try {
        if (!this.isOver && (await this.audience.mayHear(event))) this.socket.emit('event', event.envelope);
      } catch (error) {
        log().warn({ err: error, eventType: event.envelope.event_type }, 'an event was not delivered');
      }
    });
  }

  /** Asks the tab to fetch what it shows anew, after the events that were sent before. */
  askToRefetch(): void {
    this.outgoing = this.outgoing.then(() => {
      if (!this.isOver) this.socket.emit('live:refetch');
    });
  }

  /** Closes the terminals of a surface with the reason given. */
  closeSurface(surfaceId: string, error: AppError): void {
    for (const seat of this.seats()) if (seat.surfaceId === surfaceId) seat.close(error);
  }

  /** Looks at the rights of this person anew, and closes what they may not see any more. */
  async recheck(): Promise<void> {
    this.audience.forget();
    await Promise.all(
      this.seats().map(async (seat) => {
        const refusal = await checkStay(this.actor, seat.surfaceId);
        if (refusal) seat.close(refusal);
      }),
    );
  }

  private seats(): Seat[] {
    return [...this.channels.values(), ...this.openings];
  }

  /** Ends everything, with the reason on the person's screen. */
  end(error: AppError): void {
    if (this.isOver) return;
    for (const channel of this.channels.values()) channel.close(error);
    this.socket.emit('live:ended', liveErrorOf(error));
    this.socket.disconnect(true);
    this.finish();
  }

  /** Typing is use of the session; an open tab alone is not. */
  private noteUse(): void {
    const nowMs = processNow().getTime();
    if (nowMs - this.usedAtMs < USE_GRAIN_MS) return;
    this.usedAtMs = nowMs;
    noteUse(this.actor).catch((error: unknown) => log().warn({ err: error }, 'the use of a session was not written'));
  }

  private finish(): void {
    this.isOver = true;
    for (const channel of this.channels.values()) channel.close(null);
  }

  private async open(request: unknown, answer: (answer: Answer<TerminalOpened>) => void): Promise<void> {
    await withCorrelation(newCorrelationId(), async () => {
      try {
        const parsed = openTerminalSchema.safeParse(request);
        if (!parsed.success) throw sharedErrors.invalid_input({ cause: parsed.error });
        if (this.seats().length >= TERMINALS_MAX) throw terminalErrors.too_many_terminals();
        await this.takeSeat(parsed.data, answer);
      } catch (error) {
        answer({ ok: false, error: liveErrorOf(error) });
      }
    });
  }

  /** Held from before the right is looked at until the terminal is open, so that a right withdrawn in between ends it in either. */
  private async takeSeat(
    request: OpenTerminalRequest,
    answer: (answer: Answer<TerminalOpened>) => void,
  ): Promise<void> {
    const { ticket, surfaceId, ptyId } = request;
    let channel: TerminalChannel | undefined;
    let refusal: AppError | undefined;
    const seat: Seat = {
      surfaceId,
      close(error) {
        refusal ??= error;
        channel?.close(error);
      },
    };
    this.openings.add(seat);
    try {
      const entrance = await enterTerminal({ actor: this.actor, surfaceId, ptyId, ticket });
      try {
        const backend = terminalBackend(entrance.target.driver);
        const shell = await findShell(backend, entrance, request);
        if (refusal) throw refusal;
        if (this.isOver) return this.leave(entrance, ptyId, 'The tab was closed while the terminal opened.');
        channel = this.openChannel({ entrance, backend, shell, request, answer });
      } catch (error) {
        this.leave(entrance, ptyId, asAppError(error).publicMessage);
        throw error;
      }
    } finally {
      this.openings.delete(seat);
    }
  }

  /** Writes down that a terminal that was entered did not open. */
  private leave({ surface }: Entrance, ptyId: string, reason: string): void {
    leaveTerminal({ actor: this.actor, surface, ptyId, reason }).catch((error: unknown) =>
      log().warn({ err: error }, 'the end of a terminal was not written down'),
    );
  }

  private openChannel(opening: {
    entrance: Entrance;
    backend: TerminalBackend;
    shell: ShellInfo;
    request: OpenTerminalRequest;
    answer: (answer: Answer<TerminalOpened>) => void;
  }): TerminalChannel {
    const { entrance, backend, shell, request, answer } = opening;
    const { resume } = request;
    const isSame = resume?.incarnation === shell.incarnation && resume.offset <= shell.nextOffset;
    const fromOffset = resume && isSame ? resume.offset : 0;
    const channel = ++this.lastChannel;
    answer({
      ok: true,
      channel,
      incarnation: shell.incarnation,
      fromOffset,
      endOffset: shell.nextOffset,
      isRestarted: resume !== undefined && !isSame,
    });
    const opened = new TerminalChannel({
      actor: this.actor,
      entrance,
      backend,
      shell,
      fromOffset,
      size: { columns: request.columns, rows: request.rows },
      emit: (name, ...rest) => this.emitTo(channel, name, rest),
      onClosed: () => this.channels.delete(channel),
    });
    this.channels.set(channel, opened);
    return opened;
  }

  private emitTo(channel: number, name: keyof ServerToClient, rest: unknown[]): void {
    // The channel's own types tie each name to its arguments; here they only get their number.
    (this.socket.emit as (name: string, ...args: unknown[]) => boolean)(name, channel, ...rest);
  }
}

/** The shell as it stands; started when the client asks for that. Throws `shell_not_found`. */
async function findShell(
  backend: TerminalBackend,
  entrance: Entrance,
  request: OpenTerminalRequest,
): Promise<ShellInfo> {
  const { ptyId, columns, rows } = request;
  if (request.create) return backend.openShell(entrance.target, { ptyId, columns, rows });
  const shells = await backend.listShells(entrance.target);
  const shell = shells.find((candidate) => candidate.ptyId === ptyId);
  if (!shell) throw terminalErrors.shell_not_found();
  return shell;
}
