import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';

import type { LoggedEvent } from '../journal/event-log';
import type { TaskLog, TaskOutcome } from '../journal/task-log';
import { openEnvelope, signedEnvelopeSchema } from '../protocol/envelope';
import { isRuntimeError, RuntimeError } from '../protocol/errors';
import { encodeJsonFrame, FrameReader, frameTypes, readJson } from '../protocol/frames';
import {
  type Task,
  taskCatalog,
  taskLifetimeMaxMs,
  type TaskName,
  type TaskOrder,
  taskSchema,
} from '../protocol/task-schemas';
import type { Host } from '../workspaces/host';
import type { Workspaces } from '../workspaces/workspaces';
import type { Handlers } from './handlers';
import { relay } from './relay';

/** A connection that says nothing for this long before its task is closed. */
const taskAwaitMaxMs = 10_000;
/** Clocks of two processes on one machine agree; this only covers a step of the clock between signing and arrival. */
const clockStepMaxMs = 5_000;
/** A subscriber that lets so much pile up is cut off; it comes back and goes on from its last sequence. */
const eventBacklogMaxBytes = 8 * 1_048_576;
/** Repeating these after a restart, when it is not known how they ended, does no harm. */
const repeatableTasks: readonly TaskName[] = [
  'provision',
  'release',
  'resizePty',
  'closePty',
  'drain',
  'resume',
  'shutdown',
];

export interface TaskServerParts {
  readonly host: Host;
  readonly workspaces: Workspaces;
  readonly handlers: Handlers;
  readonly taskLog: TaskLog;
  readonly now?: () => number;
}

/** Listens on the runtime's socket (mode 0600) and executes signed tasks. */
export async function serveTasks(parts: TaskServerParts): Promise<Server> {
  const { socketPath } = parts.host.config;
  const server = createServer({ allowHalfOpen: true }, (socket) => receive(parts, socket));
  rmSync(socketPath, { force: true });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socketPath, resolve));
  chmodSync(socketPath, 0o600);
  return server;
}

interface Accepted {
  readonly task: Task;
  readonly name: TaskName;
  /** The signed text; what makes two tasks the same. */
  readonly body: string;
}

function receive(parts: TaskServerParts, socket: Socket): void {
  const reader = new FrameReader();
  const timer = setTimeout(() => socket.destroy(), taskAwaitMaxMs);
  const onData = (chunk: Buffer) => {
    try {
      for (const frame of reader.push(chunk)) {
        clearTimeout(timer);
        socket.off('data', onData);
        socket.pause();
        const accepted = acceptTask(parts, frame.payload);
        execute(parts, accepted, { socket, reader }).catch((error: unknown) => refuse(parts, socket, error));
        return;
      }
    } catch (error) {
      clearTimeout(timer);
      refuse(parts, socket, error);
    }
  };
  socket.on('error', () => socket.destroy());
  socket.on('close', () => clearTimeout(timer));
  socket.on('data', onData);
}

/** Signature first, then form, then time. Only then is the task's own input looked at. */
function acceptTask(parts: TaskServerParts, payload: Buffer): Accepted {
  const envelope = parseOr('bad_frame', () => signedEnvelopeSchema.parse(readJson(payload)));
  const body = openEnvelope('task', envelope, parts.host.config.taskPublicKey);
  if (body === undefined) throw new RuntimeError('bad_signature', 'The task is not signed by the portal of this node.');
  const task = parseOr('bad_task', () => taskSchema.parse(body));
  const now = (parts.now ?? Date.now)();
  const livesTooLong = task.expiresAtMs - task.issuedAtMs > taskLifetimeMaxMs || task.issuedAtMs > now + clockStepMaxMs;
  if (livesTooLong) throw new RuntimeError('bad_task', 'The task claims to live longer than a task may.');
  if (task.expiresAtMs <= now) throw new RuntimeError('expired', 'The task arrived after it had expired.');
  if (!isTaskName(task.name)) throw new RuntimeError('bad_task', 'This node knows no such task.');
  return { task, name: task.name, body: envelope.body };
}

function isTaskName(name: string): name is TaskName {
  return Object.hasOwn(taskCatalog, name);
}

function parseOr<Value>(code: 'bad_frame' | 'bad_task', parse: () => Value): Value {
  try {
    return parse();
  } catch (cause) {
    throw new RuntimeError(code, 'The task cannot be read.', { cause });
  }
}

async function execute(
  parts: TaskServerParts,
  accepted: Accepted,
  connection: { socket: Socket; reader: FrameReader },
): Promise<void> {
  const { task, name } = accepted;
  if (name === 'attachPty' || name === 'dial' || name === 'subscribeEvents') {
    parts.taskLog.claimStream(task.taskId, task.expiresAtMs);
    return stream(parts, { name, input: task.input }, connection);
  }
  const { socket } = connection;
  socket.resume();
  const run = () => runHandler(parts, { name, input: task.input }, socket);
  const kind = taskCatalog[name].kind;
  const once = {
    taskId: task.taskId,
    body: accepted.body,
    expiresAtMs: task.expiresAtMs,
    repeatable: repeatableTasks.includes(name),
  };
  const outcome = kind === 'read' ? await run() : await parts.taskLog.once(once, run);
  if ('refusal' in outcome) socket.end(encodeJsonFrame(frameTypes.refusal, outcome.refusal));
  else socket.end(encodeJsonFrame(frameTypes.answer, outcome.output));
}

/** The input's schema is looked up by the same name as the handler, which is what makes the one cast below hold. */
async function runHandler(
  parts: TaskServerParts,
  call: { name: keyof Handlers; input: unknown },
  socket: Socket,
): Promise<TaskOutcome> {
  try {
    const input = parseOr('bad_task', () => taskCatalog[call.name].input.parse(call.input));
    const handler = parts.handlers[call.name] as (
      order: unknown,
      context: Parameters<Handlers['provision']>[1],
    ) => Promise<unknown>;
    const output = await handler(input, {
      onProgress: (progress) => void (socket.destroyed || socket.write(encodeJsonFrame(frameTypes.progress, progress))),
    });
    return { output };
  } catch (error) {
    return { refusal: toRefusal(parts, error) };
  }
}

async function stream(
  parts: TaskServerParts,
  call: { name: 'attachPty' | 'dial' | 'subscribeEvents'; input: unknown },
  { socket, reader }: { socket: Socket; reader: FrameReader },
): Promise<void> {
  const parse = <Name extends typeof call.name>(name: Name) =>
    parseOr('bad_task', () => taskCatalog[name].input.parse(call.input)) as TaskOrder<Name>;
  switch (call.name) {
    case 'attachPty': {
      const { workspaceId, ...request } = parse('attachPty');
      const { listenerPath } = parts.workspaces.getRunning(workspaceId).record;
      return relay(socket, reader.takeAll(), { listenerPath, request: { op: 'attach', ...request } });
    }
    case 'dial': {
      const { workspaceId, port } = parse('dial');
      const { listenerPath } = parts.workspaces.getRunning(workspaceId).record;
      return relay(socket, reader.takeAll(), { listenerPath, request: { op: 'dial', port } });
    }
    case 'subscribeEvents':
      return sendEvents(parts, socket, parse('subscribeEvents').fromSequence);
  }
}

function sendEvents({ host }: TaskServerParts, socket: Socket, fromSequence: number): void {
  const { oldestSequence, nextSequence } = host.events;
  socket.write(encodeJsonFrame(frameTypes.answer, { nodeId: host.nodeId, oldestSequence, nextSequence }));
  const send = ({ envelope }: LoggedEvent) => {
    if (socket.writableLength > eventBacklogMaxBytes) socket.destroy();
    if (!socket.destroyed) socket.write(encodeJsonFrame(frameTypes.event, envelope));
  };
  const stop = host.events.subscribe(fromSequence, send);
  socket.on('close', stop);
  socket.on('end', () => socket.destroy());
  socket.resume();
}

function refuse(parts: TaskServerParts, socket: Socket, error: unknown): void {
  if (!socket.destroyed) socket.end(encodeJsonFrame(frameTypes.refusal, toRefusal(parts, error)));
  socket.resume();
}

function toRefusal({ host }: TaskServerParts, error: unknown): { code: string; message: string } {
  if (isRuntimeError(error)) return { code: error.code, message: error.message };
  host.log('task failed', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  return { code: 'internal', message: 'The node runtime failed on this task.' };
}
