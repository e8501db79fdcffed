import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { ClientToServer, ServerToClient } from '@/server/platform/runtime';
import type { EventEnvelope, LiveError, LiveState } from './live.types';

export type LiveSocket = Socket<ServerToClient, ClientToServer>;

const PING_EVERY_MS = 5_000;
const PING_TIMEOUT_MS = 10_000;
const RECONNECT_MS_MIN = 200;
const RECONNECT_MS_MAX = 5_000;
/** A shorter interruption is only "connecting": a portal that restarts is no outage. */
const OFFLINE_AFTER_MS = 8_000;
/** A refusal that may pass (the database does not answer) is tried again after this. */
const REFUSAL_RETRY_MS = 3_000;

/** The tab's one connection to the server. */
export interface LiveClient {
  readonly socket: LiveSocket;
  readonly state: LiveState;
  /** Calls back after every change of `state`. Gives the way to stop. */
  onStateChange(listener: () => void): () => void;
  onEvent(listener: (event: EventEnvelope) => void): () => void;
  /**
   * Calls back whenever the connection is there again after an interruption, this tab's or the server's own to its database: what
   * happened meanwhile was not heard.
   */
  onReturn(listener: () => void): () => void;
  start(): void;
  stop(): void;
}

interface LiveClientOptions {
  /** Default: the page's own origin. */
  url?: string;
  /** Programs other than a browser bring their cookie and origin by header. */
  transport?: Partial<ManagerOptions & SocketOptions>;
}

/** Makes the connection without starting it. It comes back by itself until the server says that it is over. */
export function createLiveClient(options: LiveClientOptions = {}): LiveClient {
  const settings: Partial<ManagerOptions & SocketOptions> = {
    path: '/socket.io/',
    transports: ['websocket'],
    autoConnect: false,
    forceNew: true,
    reconnectionDelay: RECONNECT_MS_MIN,
    reconnectionDelayMax: RECONNECT_MS_MAX,
    ...options.transport,
  };
  const socket: LiveSocket = options.url === undefined ? io(settings) : io(options.url, settings);
  const stateListeners = new Set<() => void>();
  const eventListeners = new Set<(event: EventEnvelope) => void>();
  const returnListeners = new Set<() => void>();
  let state: LiveState = { status: 'connecting', error: null, latencyMs: null };
  let timers: ReturnType<typeof setTimeout>[] = [];
  let pings: ReturnType<typeof setInterval> | undefined;
  let hasBeenLive = false;

  const change = (patch: Partial<LiveState>) => {
    state = { ...state, ...patch };
    for (const listener of stateListeners) listener();
  };
  const after = (ms: number, work: () => void) => timers.push(setTimeout(work, ms));
  const settle = () => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
    clearInterval(pings);
  };
  const ping = () => {
    const startedMs = performance.now();
    socket.timeout(PING_TIMEOUT_MS).emit('live:ping', (failure: Error | null) => {
      if (!failure && socket.connected) change({ latencyMs: performance.now() - startedMs });
    });
  };
  const tellReturn = () => {
    for (const listener of returnListeners) listener();
  };
  const lose = () => {
    settle();
    if (state.status === 'ended') return;
    change({ status: 'connecting', latencyMs: null });
    after(OFFLINE_AFTER_MS, () => state.status === 'connecting' && change({ status: 'offline' }));
  };

  socket.on('connect', () => {
    settle();
    change({ status: 'live', error: null });
    ping();
    pings = setInterval(ping, PING_EVERY_MS);
    if (hasBeenLive) tellReturn();
    hasBeenLive = true;
  });
  socket.on('disconnect', lose);
  socket.on('connect_error', (failure) => {
    const refusal = refusalOf(failure);
    if (!refusal) return;
    settle();
    const mayPass = refusal.kind !== 'unauthenticated' && refusal.kind !== 'forbidden';
    change({ status: mayPass ? 'offline' : 'ended', error: refusal });
    if (mayPass) after(REFUSAL_RETRY_MS, () => socket.connect());
  });
  socket.on('live:ended', (error) => change({ status: 'ended', error, latencyMs: null }));
  socket.on('live:refetch', tellReturn);
  socket.on('event', (event) => {
    for (const listener of eventListeners) listener(event);
  });

  return {
    socket,
    get state() {
      return state;
    },
    onStateChange: (listener) => listen(stateListeners, listener),
    onEvent: (listener) => listen(eventListeners, listener),
    onReturn: (listener) => listen(returnListeners, listener),
    start: () => {
      socket.connect();
      if (!socket.connected) lose();
    },
    stop: () => {
      settle();
      socket.disconnect();
    },
  };
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The gateway's word in a refused handshake; undefined when the server was not reached at all. */
function refusalOf(failure: Error): LiveError | undefined {
  const data: unknown = 'data' in failure ? failure.data : undefined;
  if (typeof data !== 'object' || data === null || !('code' in data) || !('message' in data)) return undefined;
  return data as LiveError;
}
