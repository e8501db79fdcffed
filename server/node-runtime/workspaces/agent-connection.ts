import { connect, type Socket } from 'node:net';
import { z } from 'zod';

import type { AgentRequest } from '../agent/requests';
import { RuntimeError, toRuntimeErrorCode } from '../protocol/errors';
import { encodeJsonFrame, FrameReader, frameTypes, readJson } from '../protocol/frames';

/** Longest wait for an answer to a request that does no lengthy work. */
export const agentAnswerTimeoutMs = 10_000;
const refusalSchema = z.object({ code: z.string().max(64), message: z.string().max(500) });

/** A connection whose request the agent accepted; paused. `rest` reads what came after the answer. */
export interface AgentStream {
  readonly socket: Socket;
  readonly reader: FrameReader;
  readonly output: unknown;
}

/**
 * Where a connection's bytes go when they are not to become 'data' events: they are read into one buffer, again and again. `receive` returns whether to go
 * on reading; what it is given is overwritten by the next read.
 */
export interface Intake {
  readonly buffer: Uint8Array;
  receive: (chunk: Uint8Array) => boolean;
}

/**
 * Sends a request to a workspace's agent and waits for its answer. Rejects `agent_unreachable`, or with the agent's own refusal. The answer comes
 * from inside the workspace and so is untrusted: callers check it with a schema.
 */
export function openAgentStream(
  listenerPath: string,
  request: AgentRequest,
  { timeoutMs = agentAnswerTimeoutMs, intake }: { timeoutMs?: number; intake?: Intake } = {},
): Promise<AgentStream> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      path: listenerPath,
      allowHalfOpen: true,
      ...(intake && {
        onread: {
          buffer: intake.buffer,
          callback: (length: number, buffer: Uint8Array) => intake.receive(buffer.subarray(0, length)),
        },
      }),
    });
    const reader = new FrameReader();
    const settle = (action: () => void) => {
      clearTimeout(timer);
      socket.off('data', onData).off('error', onLost).off('end', onLost).off('close', onLost);
      action();
    };
    const fail = (error: RuntimeError) =>
      settle(() => {
        socket.on('error', () => undefined).destroy();
        reject(error);
      });
    const onLost = (cause?: unknown) =>
      fail(new RuntimeError('agent_unreachable', 'The workspace does not answer.', { cause }));
    const timer = setTimeout(onLost, timeoutMs);
    const onData = (chunk: Buffer) => {
      try {
        for (const frame of reader.push(chunk)) {
          if (frame.type === frameTypes.refusal) {
            const refusal = refusalSchema.parse(readJson(frame.payload));
            return fail(new RuntimeError(toRuntimeErrorCode(refusal.code), refusal.message));
          }
          const output = readJson(frame.payload);
          socket.pause();
          return settle(() => resolve({ socket, reader, output }));
        }
      } catch (cause) {
        fail(new RuntimeError('agent_unreachable', 'The workspace answers with something unreadable.', { cause }));
      }
    };
    if (intake === undefined) socket.on('data', onData);
    else {
      intake.receive = (chunk) => {
        onData(Buffer.from(chunk));
        return !socket.isPaused();
      };
      socket.resume();
    }
    socket.on('error', onLost).on('end', onLost).on('close', onLost);
    socket.write(encodeJsonFrame(frameTypes.request, request));
  });
}

/** A request with one answer, checked by `schema`. */
export async function askAgent<Output>(
  listenerPath: string,
  request: AgentRequest,
  { schema, timeoutMs }: { schema: z.ZodType<Output>; timeoutMs?: number },
): Promise<Output> {
  const { socket, output } = await openAgentStream(listenerPath, request, { timeoutMs });
  socket.destroy();
  const parsed = schema.safeParse(output);
  if (!parsed.success) throw new RuntimeError('agent_unreachable', 'The workspace answers with something unreadable.');
  return parsed.data;
}
