import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { onEventsReturn, subscribe, type AnnouncedEvent } from '@/server/shared/events';
import { log, newCorrelationId, withCorrelation } from '@/server/shared/log';
import type { AppError } from '@/server/shared/errors';
import type { UserActor } from '@/server/platform/iam';
import { terminalErrors } from '../terminals/terminals.errors';
import { Connection } from './connection';
import { checkOrigin, identify } from './handshake';
import { liveErrorOf } from './live-error';
import type { ClientToServer, ServerToClient } from './wire.types';

/** Events tell of revocations at once; this finds what ended by time alone, and what an outage swallowed. */
const SWEEP_MS = 15_000;
/** A peer that stops in the middle of the handshake is let go. */
const CONNECT_MS_MAX = 10_000;
const PING_INTERVAL_MS = 10_000;
const PING_TIMEOUT_MS = 10_000;
/** The longest message is one of input; output is ours. */
const MESSAGE_BYTES_MAX = 131_072;
const CONNECTIONS_PER_PERSON_MAX = 64;

/** The gateway of this process. */
export interface Gateway {
  /** Lets everybody go, so that they come back to whoever serves the address next. Shells run on. */
  close(): Promise<void>;
}

/**
 * Serves `/socket.io/` on the portal's own server: one connection per browser tab, carrying events and terminals. Attach it once
 * the server has its request handler, so that this path is answered here and nowhere else.
 */
export function attachGateway(httpServer: HttpServer): Gateway {
  const io = new Server<ClientToServer, ServerToClient, Record<string, never>, { actor: UserActor }>(httpServer, {
    path: '/socket.io/',
    serveClient: false,
    transports: ['websocket'],
    perMessageDeflate: false,
    destroyUpgrade: false,
    connectTimeout: CONNECT_MS_MAX,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
    maxHttpBufferSize: MESSAGE_BYTES_MAX,
    allowRequest: (request, decide) => {
      const refusal = checkOrigin(request);
      decide(refusal, refusal === undefined);
    },
  });
  const connections = new Map<string, Connection>();

  io.use((socket, next) => {
    void withCorrelation(newCorrelationId(), async () => {
      try {
        const actor = await identify(socket.handshake);
        const held = [...connections.values()].filter((connection) => connection.actor.id === actor.id).length;
        if (held >= CONNECTIONS_PER_PERSON_MAX) throw terminalErrors.too_many_connections();
        socket.data.actor = actor;
        next();
      } catch (error) {
        next(refusalOf(error));
      }
    });
  });
  io.on('connection', (socket) => {
    connections.set(socket.id, new Connection(socket, socket.data.actor));
    socket.on('disconnect', () => connections.delete(socket.id));
  });

  const unsubscribe = subscribe((event) => handleEvent([...connections.values()], event));
  const stopReturns = onEventsReturn(() => {
    for (const connection of connections.values()) connection.askToRefetch();
  });
  const sweep = setInterval(() => void sweepConnections(io, connections), SWEEP_MS);
  sweep.unref();
  return {
    async close() {
      clearInterval(sweep);
      unsubscribe();
      stopReturns();
      // Not `io.close()`, which closes the portal's server as well, and tells clients not to come back.
      io.engine.close();
      io.removeAllListeners();
    },
  };
}

/** Passes an event on, and draws the conclusions from those that take something away. */
function handleEvent(connections: Connection[], event: AnnouncedEvent): void {
  for (const connection of connections) connection.deliver(event);
  const { event_type: type, payload } = event.envelope;
  if (type === 'runtime.surface_closed' && typeof payload['surface_id'] === 'string') {
    const surfaceId = payload['surface_id'];
    const error = surfaceClosed(payload['reason']);
    for (const connection of connections) connection.closeSurface(surfaceId, error);
  } else if (type === 'iam.session_revoked') {
    for (const connection of connections) {
      if (connection.actor.sessionId === payload['session_id']) connection.end(terminalErrors.session_ended());
    }
  } else if (type === 'iam.tree_changed') {
    // Rights come down the tree: what was moved or archived may be out of reach of whoever had it by a department.
    for (const connection of connections) recheck(connection);
  } else if (type.startsWith('iam.') && typeof payload['user_id'] === 'string') {
    for (const connection of connections) {
      if (connection.actor.id === payload['user_id']) recheck(connection);
    }
  }
}

/** The closing sentence is the reason that whoever closed the surface gave. */
function surfaceClosed(reason: unknown): AppError {
  return terminalErrors.surface_closed(typeof reason === 'string' && reason !== '' ? { details: { reason } } : {});
}

function recheck(connection: Connection): void {
  connection.recheck().catch((error: unknown) => log().warn({ err: error }, 'rights were not looked at anew'));
}

async function sweepConnections(io: Server, connections: Map<string, Connection>): Promise<void> {
  for (const [socketId, connection] of connections) {
    const socket = io.sockets.sockets.get(socketId);
    if (!socket) continue;
    try {
      await identify(socket.handshake);
      await connection.recheck();
    } catch (error) {
      // Only a clear no ends a session; a database that does not answer says nothing about it.
      if (refusalOf(error).data.kind === 'unauthenticated') connection.end(terminalErrors.session_ended());
    }
  }
}

/** An error that socket.io hands to the client with its `data`. */
function refusalOf(error: unknown) {
  const data = liveErrorOf(error);
  return Object.assign(new Error(data.message), { data });
}
