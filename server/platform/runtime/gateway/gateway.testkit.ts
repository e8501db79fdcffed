import { io, type Socket } from 'socket.io-client';
import { issueTicket } from '../terminals/terminals.service';
import type { Surface } from '../surfaces/surfaces.types';
import { TEST_ORIGIN, type TestPerson, type TestPortal } from '../runtime.testkit';
import type { Answer, ClientToServer, LiveError, ServerToClient, TerminalOpened } from './wire.types';

export type TestSocket = Socket<ServerToClient, ClientToServer>;

type Output = { offset: number; data: Uint8Array } | { offset: number; missedBytes: number };

/** Output of every channel from its first message on: it can come before whoever opened the channel hears its answer. */
const outputs = new WeakMap<TestSocket, { channel: number; output: Output }[]>();

/** A connection as a browser of that person makes it. */
export function connectAs(portal: TestPortal, person: Pick<TestPerson, 'cookie'>, origin = TEST_ORIGIN): TestSocket {
  const socket: TestSocket = io(portal.url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { origin, ...(person.cookie && { cookie: person.cookie }) },
  });
  const seen: { channel: number; output: Output }[] = [];
  outputs.set(socket, seen);
  socket.on('terminal:output', (channel, offset, data) => seen.push({ channel, output: { offset, data } }));
  socket.on('terminal:gap', (channel, offset, missedBytes) => seen.push({ channel, output: { offset, missedBytes } }));
  return socket;
}

/** Resolves once connected; rejects with what the gateway said. */
export function connected(socket: TestSocket): Promise<TestSocket> {
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}

/** Resolves with the arguments of the next message of that name that fits. */
export function next<Name extends keyof ServerToClient>(
  socket: TestSocket,
  name: Name,
  fits: (...args: Parameters<ServerToClient[Name]>) => boolean = () => true,
): Promise<Parameters<ServerToClient[Name]>> {
  return new Promise((resolve) => {
    const hear = (...args: Parameters<ServerToClient[Name]>) => {
      if (!fits(...args)) return;
      socket.off(name, hear as never);
      resolve(args);
    };
    socket.on(name, hear as never);
  });
}

/** A ticket of a person for a surface. */
export async function ticketOf(person: TestPerson, surface: Surface): Promise<string> {
  return (await issueTicket({ actor: person.actor, surfaceId: surface.id })).ticket;
}

/** Presents a ticket; gives the gateway's answer. */
export function openTerminal(
  socket: TestSocket,
  surface: Surface,
  request: { ticket: string; ptyId?: string; resume?: { incarnation: string; offset: number } },
): Promise<Answer<TerminalOpened>> {
  return socket.timeout(5_000).emitWithAck('terminal:open', {
    surfaceId: surface.id,
    ptyId: 'shell-1',
    create: true,
    columns: 80,
    rows: 24,
    ...request,
  });
}

/** The channel of a terminal that must open. */
export async function openedChannel(socket: TestSocket, person: TestPerson, surface: Surface): Promise<TerminalOpened> {
  const answer = await openTerminal(socket, surface, { ticket: await ticketOf(person, surface) });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer;
}

/** The refusal that must have come. */
export function refusalIn(answer: Answer<TerminalOpened>): LiveError {
  if (answer.ok) throw new Error('the terminal opened');
  return answer.error;
}

/** Collects the output of a channel as it comes, acknowledging it; gaps are kept beside. */
export function collectOutput(socket: TestSocket, opened: TerminalOpened) {
  const parts: Buffer[] = [];
  const gaps: { offset: number; missedBytes: number }[] = [];
  let nextOffset = opened.fromOffset;
  let wake: () => void = () => undefined;
  const take = (output: Output) => {
    if (output.offset !== nextOffset) throw new Error(`output at ${output.offset}, expected ${nextOffset}`);
    if ('data' in output) {
      parts.push(Buffer.from(output.data));
      nextOffset += output.data.length;
      socket.emit('terminal:ack', opened.channel, nextOffset);
    } else {
      gaps.push(output);
      nextOffset += output.missedBytes;
    }
    wake();
  };
  for (const { channel, output } of outputs.get(socket) ?? []) if (channel === opened.channel) take(output);
  socket.on('terminal:output', (channel, offset, data) => channel === opened.channel && take({ offset, data }));
  socket.on(
    'terminal:gap',
    (channel, offset, missedBytes) => channel === opened.channel && take({ offset, missedBytes }),
  );
  return {
    gaps,
    get nextOffset() {
      return nextOffset;
    },
    bytes: () => Buffer.concat(parts),
    /** Resolves once output up to `offset` was seen. */
    async upTo(offset: number): Promise<void> {
      while (nextOffset < offset) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}
