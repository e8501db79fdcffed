import type { LiveError, OpenTerminal, ServerToClient, ShellPresence, TerminalOpened } from '@/server/platform/runtime';
import type { LiveClient } from '@/components/live/live-client';
import { InputQueue } from './input-queue';

/** Output is acknowledged in steps of this size; it must stay well below the engine's window. */
const ACKNOWLEDGE_EVERY_BYTES = 32_768;
const OPEN_TIMEOUT_MS = 15_000;
const RETRY_MS_MIN = 300;
const RETRY_MS_MAX = 5_000;
/** Refusals that another ticket mends; more in a row than this is no accident. */
const TICKET_RETRIES_MAX = 3;
const MENDED_BY_ANOTHER_TICKET = new Set(['runtime.ticket_expired', 'runtime.ticket_used']);

/**
 * `connecting` to the gateway · `open` · `unreachable`: the gateway looks for the engine · `exited`: the program ended, its output
 * stays · `closed` for good, with the reason.
 */
export type LinkState =
  | { kind: 'connecting' | 'open' | 'unreachable' }
  | { kind: 'exited'; code: number; signal: number | null }
  | { kind: 'closed'; error: LiveError | null };

export interface LinkHandlers {
  /**
   * `data` holds the bytes `[offset, offset + data.length)`. Call `consumed` once they are shown: until then they count as under
   * way, and a program that prints more than the window waits.
   */
  onOutput(data: Uint8Array, offset: number, consumed: () => void): void;
  onGap(gap: { offset: number; missedBytes: number }): void;
  /** Output goes on from `fromOffset`. `isFresh`: from the start of what is kept, so clear what is shown; up to `endOffset` it is old. */
  onOpened(opened: { fromOffset: number; endOffset: number; isFresh: boolean }): void;
  onPresence(presence: ShellPresence): void;
  onState(state: LinkState): void;
}

export interface LinkOptions extends LinkHandlers {
  live: Pick<LiveClient, 'socket'>;
  /** Asks the server for a ticket; throws what the server said. */
  mintTicket: () => Promise<string>;
  /** The sentence for whatever `mintTicket` threw. */
  toLiveError: (error: unknown) => LiveError;
  surfaceId: string;
  ptyId: string;
  /** Start the shell if it is not there. */
  create: boolean;
  size: { columns: number; rows: number };
}

/** One shell as one client follows it, through lost connections and restarts, byte for byte. */
export interface TerminalLink {
  readonly state: LinkState;
  write(data: Uint8Array): void;
  resize(columns: number, rows: number): void;
  /** Tries again what was closed. */
  reopen(): void;
  /** Leaves the shell, which runs on. */
  close(): void;
}

/** Follows a shell. It starts at once, and whenever the connection is there again. */
export function createTerminalLink(options: LinkOptions): TerminalLink {
  const link = new Link(options);
  link.start();
  return link;
}

class Link implements TerminalLink {
  state: LinkState = { kind: 'connecting' };
  private readonly input = new InputQueue((chunk) => this.emitInput(chunk));
  private size: { columns: number; rows: number };
  private channel: number | undefined;
  private incarnation: string | undefined;
  private receivedOffset = 0;
  private acknowledgedOffset = 0;
  /** Counts openings: an answer that comes after the next opening began is not for us. */
  private opening = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private retryMs = RETRY_MS_MIN;
  private ticketRetries = 0;
  private isOver = false;

  constructor(private readonly its: LinkOptions) {
    this.size = its.size;
  }

  private readonly listeners: Partial<ServerToClient> = {
    'terminal:output': (channel, offset, data) => channel === this.channel && this.receive(offset, asBytes(data)),
    'terminal:gap': (channel, offset, missedBytes) => channel === this.channel && this.skip(offset, missedBytes),
    'terminal:taken': (channel, inputBytes) => channel === this.channel && this.input.take(inputBytes),
    'terminal:presence': (channel, presence) => channel === this.channel && this.its.onPresence(presence),
    'terminal:reachable': (channel, isReachable) =>
      channel === this.channel && this.setState({ kind: isReachable ? 'open' : 'unreachable' }),
    'terminal:exit': (channel, exit) => channel === this.channel && this.setState({ kind: 'exited', ...exit }),
    'terminal:closed': (channel, error) => channel === this.channel && this.handleClosed(error),
  };
  private readonly onConnect = () => this.open();
  private readonly onDisconnect = () => {
    this.opening++;
    this.leaveChannel();
    if (this.state.kind === 'open' || this.state.kind === 'unreachable') this.setState({ kind: 'connecting' });
  };

  start(): void {
    const { socket } = this.its.live;
    for (const [name, listener] of Object.entries(this.listeners))
      socket.on(name as 'terminal:exit', listener as never);
    socket.on('connect', this.onConnect);
    socket.on('disconnect', this.onDisconnect);
    if (socket.connected) this.open();
  }

  write(data: Uint8Array): void {
    if (this.state.kind !== 'closed' && this.state.kind !== 'exited') this.input.add(data);
  }

  resize(columns: number, rows: number): void {
    this.size = { columns, rows };
    if (this.channel !== undefined) this.its.live.socket.emit('terminal:resize', this.channel, columns, rows);
  }

  reopen(): void {
    if (this.state.kind !== 'closed' || this.isOver) return;
    this.ticketRetries = 0;
    this.setState({ kind: 'connecting' });
    if (this.its.live.socket.connected) this.open();
  }

  close(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.opening++;
    clearTimeout(this.retryTimer);
    const { socket } = this.its.live;
    if (this.channel !== undefined && socket.connected) socket.emit('terminal:close', this.channel);
    this.leaveChannel();
    for (const [name, listener] of Object.entries(this.listeners))
      socket.off(name as 'terminal:exit', listener as never);
    socket.off('connect', this.onConnect);
    socket.off('disconnect', this.onDisconnect);
  }

  private open(): void {
    if (this.isOver || this.state.kind === 'exited' || this.state.kind === 'closed') return;
    clearTimeout(this.retryTimer);
    const opening = ++this.opening;
    this.leaveChannel();
    this.requestOpening(opening).catch((error: unknown) => {
      if (opening === this.opening) this.handleRefusal(this.its.toLiveError(error));
    });
  }

  private async requestOpening(opening: number): Promise<void> {
    const { live, surfaceId, ptyId, create } = this.its;
    const ticket = await this.its.mintTicket();
    if (opening !== this.opening) return;
    const resume =
      this.incarnation === undefined ? undefined : { incarnation: this.incarnation, offset: this.receivedOffset };
    const request: OpenTerminal = { ticket, surfaceId, ptyId, create, ...this.size, ...(resume && { resume }) };
    // With a callback, not a promise: output may follow the answer so closely that a promise would be heard after it.
    live.socket.timeout(OPEN_TIMEOUT_MS).emit('terminal:open', request, (failure, answer) => {
      if (failure) return opening === this.opening && this.handleRefusal(noAnswer);
      if (opening === this.opening)
        return answer.ok ? this.enter(answer, resume === undefined) : this.handleRefusal(answer.error);
      if (answer.ok && live.socket.connected) live.socket.emit('terminal:close', answer.channel);
    });
  }

  private enter(opened: TerminalOpened, isFirst: boolean): void {
    const { channel, incarnation, fromOffset, endOffset, isRestarted } = opened;
    this.channel = channel;
    this.incarnation = incarnation;
    this.receivedOffset = fromOffset;
    this.acknowledgedOffset = fromOffset;
    this.retryMs = RETRY_MS_MIN;
    this.ticketRetries = 0;
    this.its.onOpened({ fromOffset, endOffset, isFresh: isFirst || isRestarted });
    this.setState({ kind: 'open' });
    this.input.open();
    // The window may have changed while the answer was under way.
    this.its.live.socket.emit('terminal:resize', channel, this.size.columns, this.size.rows);
  }

  private handleRefusal(error: LiveError): void {
    const isTicketsFault = MENDED_BY_ANOTHER_TICKET.has(error.code) && this.ticketRetries++ < TICKET_RETRIES_MAX;
    const isPassing = error.kind === 'unavailable' || error.kind === 'internal';
    if (!isTicketsFault && !isPassing) return this.setState({ kind: 'closed', error });
    this.retryTimer = setTimeout(
      () => this.its.live.socket.connected && this.open(),
      isTicketsFault ? 0 : this.retryMs,
    );
    this.retryMs = Math.min(RETRY_MS_MAX, this.retryMs * 2);
  }

  private handleClosed(error: LiveError | null): void {
    this.leaveChannel();
    if (error?.code === 'runtime.offset_ahead') {
      this.incarnation = undefined;
      this.open();
    } else if (this.state.kind !== 'exited') this.setState({ kind: 'closed', error });
  }

  private receive(offset: number, data: Uint8Array): void {
    const { channel } = this;
    // Bytes that do not follow what was shown would be a silent gap; asking anew names what is missing.
    if (offset !== this.receivedOffset) return this.open();
    const endOffset = offset + data.length;
    this.receivedOffset = endOffset;
    this.its.onOutput(data, offset, () => {
      if (channel === this.channel) this.acknowledge(endOffset);
    });
  }

  private acknowledge(offset: number): void {
    if (this.channel === undefined || offset - this.acknowledgedOffset < ACKNOWLEDGE_EVERY_BYTES) return;
    this.acknowledgedOffset = offset;
    this.its.live.socket.emit('terminal:ack', this.channel, offset);
  }

  private skip(offset: number, missedBytes: number): void {
    this.receivedOffset = offset + missedBytes;
    this.acknowledgedOffset = this.receivedOffset;
    this.its.onGap({ offset, missedBytes });
  }

  private emitInput(chunk: Uint8Array): void {
    if (this.channel !== undefined) this.its.live.socket.emit('terminal:input', this.channel, chunk);
  }

  private leaveChannel(): void {
    this.channel = undefined;
    this.input.shut();
  }

  private setState(state: LinkState): void {
    this.state = state;
    this.its.onState(state);
  }
}

const noAnswer: LiveError = {
  code: 'live.no_answer',
  kind: 'unavailable',
  message: 'The server does not answer. Trying again.',
  correlationId: '',
};

/** Browsers hand binary frames over as ArrayBuffer, Node as Buffer. */
function asBytes(data: Uint8Array | ArrayBuffer): Uint8Array {
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
