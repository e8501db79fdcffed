import { z } from 'zod';

import type { TaskName } from './task-schemas';

/** For what needs one look at the machine, or one answer of a workspace's agent, which the runtime waits 10 s for itself. */
const lookMs = 15_000;
/** For what brings a workspace up or down: each of its steps is bounded in the runtime, and so is their sum. */
const workMs = 120_000;

/** Longest wait for the first answer to a task, in milliseconds, beyond the time that the task itself names. */
const longestAnswerMs: Readonly<Record<TaskName, number>> = {
  inventory: lookMs,
  list: lookMs,
  status: lookMs,
  stats: lookMs,
  listPtys: lookMs,
  provision: workMs,
  release: workMs,
  openPty: lookMs,
  writePty: lookMs,
  resizePty: lookMs,
  closePty: lookMs,
  exec: 2 * lookMs,
  drain: lookMs,
  resume: lookMs,
  shutdown: workMs,
  attachPty: lookMs,
  dial: lookMs,
  subscribeEvents: lookMs,
};

const ownTimeSchema = z.object({ graceMs: z.number().default(0), timeoutMs: z.number().default(0) });

/** How long a client waits before it takes the runtime for hanging: longer than the runtime itself may take over this task. */
export function answerTimeoutMs(name: TaskName, input: unknown): number {
  const { graceMs = 0, timeoutMs = 0 } = ownTimeSchema.safeParse(input).data ?? {};
  return longestAnswerMs[name] + graceMs + timeoutMs;
}
