import { type KeyObject, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { z } from 'zod';

import { answerTimeoutMs } from './answer-timeouts';
import { type PtyAttachment, type PtyAttachmentHandlers, runAttachment } from './attachment';
import { openEnvelope, signedEnvelopeSchema, signEnvelope, toPrivateKey, toPublicKey } from './envelope';
import { RuntimeError, toRuntimeErrorCode } from './errors';
import { type RuntimeEvent, runtimeEventSchema } from './event-schemas';
import { encodeJsonFrame, FrameReader, frameTypes, readJson } from './frames';
import {
  type ProvisionProgress,
  provisionProgressSchema,
  taskCatalog,
  type TaskInput,
  taskLifetimeMaxMs,
  type TaskName,
  type TaskOutput,
} from './task-schemas';

const refusalSchema = z.object({ code: z.string(), message: z.string() });
/** Longest wait for a connection to be accepted. */
const connectTimeoutMs = 5_000;

interface RuntimeClientOptions {
  readonly socketPath: string;
  /** Ed25519, PEM or key object. */
  readonly taskPrivateKey: KeyObject | string;
  /** Ed25519, PEM or key object. */
  readonly eventPublicKey: KeyObject | string;
  /** Milliseconds since 1970; the system clock unless given. */
  readonly now?: () => number;
  /** Cuts every wait for an answer, which is otherwise as long as the task may take. Milliseconds. */
  readonly answerTimeoutMaxMs?: number;
}

/** `taskId` makes a repetition after a lost answer safe; without one each call is a task of its own. */
interface CallOptions {
  readonly taskId?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ProvisionProgress) => void;
}

type UnaryName = Exclude<TaskName, 'attachPty' | 'dial' | 'subscribeEvents'>;

/** Calls of the node runtime. All reject with {@link RuntimeError}. */
export type RuntimeClient = {
  readonly [Name in UnaryName]: (input: TaskInput<Name>, options?: CallOptions) => Promise<TaskOutput<Name>>;
} & {
  /** Follows a PTY's output from `fromOffset` on, and sends it keys. */
  attachPty(input: TaskInput<'attachPty'>, handlers: PtyAttachmentHandlers): Promise<PtyAttachment>;
  /** A byte stream to a port that a program of the workspace listens on. Half-close and back-pressure work as on a TCP connection. */
  dial(input: TaskInput<'dial'>): Promise<Duplex>;
  /** Verified events from `fromSequence` on, then new ones as they come; throws `unavailable` when the runtime goes away. */
  subscribeEvents(
    input: TaskInput<'subscribeEvents'> & { signal?: AbortSignal },
  ): AsyncGenerator<RuntimeEvent, void, undefined>;
};

interface Opened {
  readonly socket: Socket;
  readonly reader: FrameReader;
  readonly output: unknown;
}

/** A client of the runtime behind a Unix socket. It holds no connection between calls, so a runtime may come and go. */
export function createRuntimeClient(options: RuntimeClientOptions): RuntimeClient {
  const privateKey = toPrivateKey(options.taskPrivateKey);
  const publicKey = toPublicKey(options.eventPublicKey);
  const now = options.now ?? Date.now;

  const open = async (name: TaskName, input: unknown, call: CallOptions = {}): Promise<Opened> => {
    const issuedAtMs = now();
    const task = {
      taskId: call.taskId ?? randomBytes(18).toString('base64url'),
      name,
      issuedAtMs,
      expiresAtMs: issuedAtMs + taskLifetimeMaxMs / 2,
      input,
    };
    const socket = await connectTo(options.socketPath, call.signal);
    socket.write(encodeJsonFrame(frameTypes.request, signEnvelope('task', task, privateKey)));
    const timeoutMs = Math.min(answerTimeoutMs(name, input), options.answerTimeoutMaxMs ?? Infinity);
    return readAnswer(socket, { timeoutMs, onProgress: call.onProgress });
  };
  const call = async <Name extends UnaryName>(name: Name, input: TaskInput<Name>, callOptions?: CallOptions) => {
    const { socket, output } = await open(name, input, callOptions);
    socket.destroy();
    return taskCatalog[name].output.parse(output) as TaskOutput<Name>;
  };
  const unary =
    <Name extends UnaryName>(name: Name) =>
    (input: TaskInput<Name>, callOptions?: CallOptions) =>
      call(name, input, callOptions);

  return {
    inventory: unary('inventory'),
    list: unary('list'),
    status: unary('status'),
    stats: unary('stats'),
    listPtys: unary('listPtys'),
    provision: unary('provision'),
    release: unary('release'),
    openPty: unary('openPty'),
    writePty: unary('writePty'),
    resizePty: unary('resizePty'),
    closePty: unary('closePty'),
    exec: unary('exec'),
    drain: unary('drain'),
    resume: unary('resume'),
    shutdown: unary('shutdown'),
    async attachPty(input, handlers) {
      const { socket, reader } = await open('attachPty', input);
      return runAttachment(socket, reader, handlers);
    },
    async dial(input) {
      const { socket, reader } = await open('dial', input);
      const early = reader.takeAll();
      if (early.length > 0) socket.unshift(early);
      return socket;
    },
    async *subscribeEvents({ signal, ...input }) {
      const { socket, reader } = await open('subscribeEvents', input, { signal });
      const abort = () => socket.destroy();
      signal?.addEventListener('abort', abort, { once: true });
      try {
        yield* readEvents(socket, reader, publicKey);
      } catch (error) {
        if (signal?.aborted !== true) throw error;
      } finally {
        signal?.removeEventListener('abort', abort);
        socket.destroy();
      }
    },
  };
}

async function* readEvents(
  socket: Socket,
  reader: FrameReader,
  publicKey: KeyObject,
): AsyncGenerator<RuntimeEvent, void, undefined> {
  const parse = function* (chunk: Buffer) {
    for (const frame of reader.push(chunk)) {
      if (frame.type !== frameTypes.event) continue;
      const body = openEnvelope('event', signedEnvelopeSchema.parse(readJson(frame.payload)), publicKey);
      if (body === undefined)
        throw new RuntimeError('bad_signature', 'An event of the runtime carries a wrong signature.');
      yield runtimeEventSchema.parse(body);
    }
  };
  yield* parse(reader.takeAll());
  try {
    for await (const chunk of socket) yield* parse(chunk as Buffer);
  } catch (error) {
    if (error instanceof RuntimeError) throw error;
    throw new RuntimeError('unavailable', 'The connection to the node runtime was lost.', { cause: error });
  }
  throw new RuntimeError('unavailable', 'The node runtime closed the event stream.');
}

function connectTo(socketPath: string, signal?: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path: socketPath, allowHalfOpen: true });
    const fail = (cause?: unknown) => {
      socket.destroy();
      clearTimeout(timer);
      reject(new RuntimeError('unavailable', 'The node runtime does not answer.', { cause }));
    };
    const timer = setTimeout(fail, connectTimeoutMs);
    const abort = () => socket.destroy(new Error('aborted'));
    signal?.addEventListener('abort', abort, { once: true });
    socket.once('error', fail);
    socket.once('close', () => signal?.removeEventListener('abort', abort));
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      resolve(socket);
    });
  });
}

interface AnswerWait {
  /** A runtime that hangs still has its connections accepted, by the kernel. */
  readonly timeoutMs: number;
  readonly onProgress: ((progress: ProvisionProgress) => void) | undefined;
}

/** Reads up to the first answer or refusal, and hands the connection over paused, with whatever came after. Rejects `unavailable` when none comes in time. */
function readAnswer(socket: Socket, { timeoutMs, onProgress }: AnswerWait): Promise<Opened> {
  const reader = new FrameReader();
  return new Promise((resolve, reject) => {
    const settle = (action: () => void) => {
      clearTimeout(timer);
      socket.off('data', onData);
      socket.off('error', onLost);
      socket.off('end', onLost);
      socket.off('close', onLost);
      action();
    };
    const fail = (error: RuntimeError) =>
      settle(() => {
        socket.on('error', () => undefined);
        socket.destroy();
        reject(error);
      });
    const onLost = (cause?: unknown) =>
      fail(
        new RuntimeError('unavailable', 'The connection to the node runtime was lost before it answered.', { cause }),
      );
    const timer = setTimeout(
      () => fail(new RuntimeError('unavailable', 'The node runtime did not answer in time.')),
      timeoutMs,
    );
    const onData = (chunk: Buffer) => {
      try {
        for (const frame of reader.push(chunk)) {
          if (frame.type === frameTypes.progress) onProgress?.(provisionProgressSchema.parse(readJson(frame.payload)));
          if (frame.type === frameTypes.refusal) {
            const refusal = refusalSchema.parse(readJson(frame.payload));
            return fail(new RuntimeError(toRuntimeErrorCode(refusal.code), refusal.message));
          }
          if (frame.type === frameTypes.answer) {
            const output = readJson(frame.payload);
            socket.pause();
            return settle(() => resolve({ socket, reader, output }));
          }
        }
      } catch (cause) {
        fail(new RuntimeError('bad_frame', 'The node runtime answered with something unreadable.', { cause }));
      }
    };
    socket.on('data', onData);
    socket.on('error', onLost);
    socket.on('end', onLost);
    socket.on('close', onLost);
  });
}
