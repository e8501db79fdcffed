/**
 * The agent: the one process of ours inside a workspace. It opens terminals, dials ports and runs programs for the runtime. Its listener
 * is inherited (descriptor 3), so nothing in the workspace can take its place.
 *
 * Arguments: path of the native PTY module.
 */
import { closeSync, openSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';

import { isRuntimeError, RuntimeError } from '../protocol/errors';
import { encodeJsonFrame, type Frame, FrameReader, frameTypes, readJson, readOffset } from '../protocol/frames';
import { execOutputMaxBytes } from '../protocol/flow';
import { execute } from './exec';
import { loadNativePty } from './native-pty';
import type { AgentRequest } from './requests';
import { describe, Terminals } from './terminals';

const standardError = 2;
const listenerDescriptor = 3;

const env: Record<string, string> = {};
for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
const terminals = new Terminals(loadNativePty(process.argv[2] ?? ''), env);

function answer(socket: Socket, output: unknown): void {
  socket.write(encodeJsonFrame(frameTypes.answer, output));
}

function refuse(socket: Socket, error: unknown): void {
  const refusal = isRuntimeError(error)
    ? { code: error.code, message: error.message }
    : { code: 'internal', message: 'The workspace agent failed.' };
  socket.end(encodeJsonFrame(frameTypes.refusal, refusal));
}

function attach(socket: Socket, reader: FrameReader, request: Extract<AgentRequest, { op: 'attach' }>): void {
  const terminal = terminals.get(request.ptyId);
  if (request.fromOffset > terminal.nextOffset) {
    throw new RuntimeError(
      'pty_offset_ahead',
      'The terminal has not written that much; it is another one than the viewer knew.',
    );
  }
  answer(socket, describe(terminal));
  const viewer = terminal.attach(socket, request.fromOffset);
  const handleFrame = ({ type, payload }: Frame) => {
    if (type === frameTypes.acknowledge) viewer.acknowledge(readOffset(payload));
    else if (request.readOnly) return;
    else if (type === frameTypes.input && !viewer.write(payload)) socket.destroy();
    else if (type === frameTypes.resize) {
      const size = readJson(payload) as { columns: number; rows: number };
      terminal.resize(clampSize(size.columns), clampSize(size.rows));
    }
  };
  const handleChunk = (chunk: Buffer) => {
    for (const frame of reader.push(chunk)) handleFrame(frame);
  };
  handleChunk(reader.takeAll());
  socket.on('data', (chunk: Buffer) => guard(socket, () => handleChunk(chunk)));
  socket.on('end', () => socket.destroy());
}

/** Sizes come from a viewer's window; the kernel takes 16 bits. */
function clampSize(value: number): number {
  return Math.min(1000, Math.max(1, Math.trunc(Number(value)) || 1));
}

function dial(socket: Socket, reader: FrameReader, port: number): void {
  const start = (host: string, onRefused: () => void) => {
    const target = connect({ host, port, allowHalfOpen: true });
    target.once('error', onRefused);
    target.once('connect', () => {
      target.off('error', onRefused);
      target.on('error', () => socket.destroy());
      socket.on('error', () => target.destroy());
      socket.on('close', () => target.destroy());
      target.on('close', () => socket.destroySoon());
      answer(socket, {});
      const early = reader.takeAll();
      if (early.length > 0) target.write(Buffer.from(early));
      socket.pipe(target);
      target.pipe(socket);
      socket.resume();
    });
  };
  const refused = () =>
    refuse(socket, new RuntimeError('port_closed', `Nothing listens on port ${port} of the workspace.`));
  socket.pause();
  start('127.0.0.1', () => start('::1', refused));
}

function watch(socket: Socket, afterExit: number): void {
  answer(socket, {});
  const stop = terminals.watchExits(afterExit, (exit) => socket.write(encodeJsonFrame(frameTypes.event, exit)));
  socket.on('close', stop);
  socket.on('end', () => socket.destroy());
  socket.resume();
}

function writeInput(request: Extract<AgentRequest, { op: 'write' }>): void {
  const taken = terminals.get(request.ptyId).write(Buffer.from(request.dataBase64, 'base64'), () => undefined);
  if (!taken) throw new RuntimeError('busy', 'The program does not read its input.');
}

/** Handles one request. Streams go on using the connection; everything else answers and ends it. */
async function handle(socket: Socket, reader: FrameReader, request: AgentRequest): Promise<void> {
  switch (request.op) {
    case 'attach':
      return attach(socket, reader, request);
    case 'dial':
      return dial(socket, reader, request.port);
    case 'watch':
      return watch(socket, request.afterExit);
    case 'hello':
      answer(socket, { pid: process.pid });
      break;
    case 'list':
      answer(socket, terminals.list());
      break;
    case 'settle':
      await terminals.settle();
      answer(socket, {});
      break;
    case 'open':
      answer(socket, terminals.open(request));
      break;
    case 'write':
      writeInput(request);
      answer(socket, {});
      break;
    case 'resize':
      terminals.get(request.ptyId).resize(request.columns, request.rows);
      answer(socket, {});
      break;
    case 'close':
      terminals.close(request.ptyId);
      answer(socket, {});
      break;
    case 'exec':
      answer(socket, await execute({ ...request, env, outputMaxBytes: execOutputMaxBytes }));
      break;
  }
  socket.end();
}

function guard(socket: Socket, action: () => void): void {
  try {
    action();
  } catch (error) {
    refuse(socket, error);
  }
}

const server = createServer({ allowHalfOpen: true }, (socket) => {
  const reader = new FrameReader();
  const onData = (chunk: Buffer) => {
    for (const frame of reader.push(chunk)) {
      socket.off('data', onData);
      handle(socket, reader, readJson(frame.payload) as AgentRequest).catch((error: unknown) => refuse(socket, error));
      return;
    }
  };
  socket.on('error', () => socket.destroy());
  socket.on('data', onData);
});
server.listen({ fd: listenerDescriptor }, () => {
  // Until here a complaint reaches the runtime. From here on nobody reads, and no program of the workspace may hold on to that stream.
  closeSync(standardError);
  openSync('/dev/null', 'w');
});
