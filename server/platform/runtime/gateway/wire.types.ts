/**
 * What travels over the one socket.io connection of a browser tab. Bytes travel as binary frames. `channel` numbers a terminal of
 * this connection; it means nothing on another one. Offsets count bytes from the first one that a shell wrote.
 */
import type { EventEnvelope } from '@/server/shared/events';

/** A failure as the person gets it. */
export interface LiveError {
  code: string;
  /** Of the nine kinds of errors; `unavailable` and `limited` are worth another try. */
  kind: string;
  message: string;
  correlationId: string;
}

export interface OpenTerminal {
  ticket: string;
  surfaceId: string;
  ptyId: string;
  /** Start the shell when it is not there. */
  create: boolean;
  columns: number;
  rows: number;
  /** What this client has already shown. Without it, output begins with the oldest byte that is kept. */
  resume?: { incarnation: string; offset: number } | undefined;
}

export interface TerminalOpened {
  channel: number;
  incarnation: string;
  /** Output goes on from here; smaller than the oldest kept byte when a gap comes first. */
  fromOffset: number;
  /** Where the shell's output ended when the terminal opened. */
  endOffset: number;
  /** The shell is another one than the client has shown: it clears its screen. */
  isRestarted: boolean;
}

export type Answer<T> = ({ ok: true } & T) | { ok: false; error: LiveError };

/** One who watches a shell. */
export interface Watcher {
  name: string;
  isSelf: boolean;
  /** Whose window gives the shell its size: who typed or resized last. */
  isActive: boolean;
}

export interface ShellPresence {
  watchers: Watcher[];
  columns: number;
  rows: number;
}

export interface ClientToServer {
  /** Answered at once; the time until then is the connection's latency. */
  'live:ping': (answer: () => void) => void;
  'terminal:open': (request: OpenTerminal, answer: (answer: Answer<TerminalOpened>) => void) => void;
  'terminal:input': (channel: number, data: Uint8Array) => void;
  'terminal:resize': (channel: number, columns: number, rows: number) => void;
  /** Everything before `offset` was shown. */
  'terminal:ack': (channel: number, offset: number) => void;
  'terminal:close': (channel: number) => void;
}

export interface ServerToClient {
  event: (event: EventEnvelope) => void;
  /** The server could not hear events for a while: what is shown may be older than it looks, so fetch it anew. */
  'live:refetch': () => void;
  /** Followed by the end of the connection; the client does not come back by itself. */
  'live:ended': (error: LiveError) => void;
  'terminal:output': (channel: number, offset: number, data: Uint8Array) => void;
  /** `missedBytes` bytes from `offset` on are lost for this client; output goes on behind them. */
  'terminal:gap': (channel: number, offset: number, missedBytes: number) => void;
  /** So many bytes of input, counted from the opening of the channel, were handed to the program. */
  'terminal:taken': (channel: number, inputBytes: number) => void;
  /** The way to the shell broke (`false`) or is there again; the gateway looks for it by itself. */
  'terminal:reachable': (channel: number, isReachable: boolean) => void;
  'terminal:presence': (channel: number, presence: ShellPresence) => void;
  'terminal:exit': (channel: number, exit: { code: number; signal: number | null }) => void;
  /** The channel is over. Null: the client asked for it, or the program ended. */
  'terminal:closed': (channel: number, error: LiveError | null) => void;
}
