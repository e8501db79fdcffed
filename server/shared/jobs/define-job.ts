import { fromPrisma, type SendOptions } from 'pg-boss';
import type { z } from 'zod';
import type { Tx } from '@/server/shared/db';
import { onceInProcess } from '@/server/shared/state/process-state';
import { jobQueue } from './queue';

interface JobSpec<P extends object> {
  /** Also stands in jobs.manifest.json, from which the owner makes the queue at migration. */
  name: string;
  payload: z.ZodType<P>;
  timeoutMs: number;
  /** How many of this job one process runs at a time. */
  concurrency?: number;
  handle(payload: P, context: { jobId: string; signal: AbortSignal }): Promise<void>;
}

/** A catalogued job. Handlers are idempotent: a job is delivered at least once. */
export interface Job<P extends object> extends JobSpec<P> {
  enqueue(tx: Tx, payload: P): Promise<void>;
}

// The registry holds jobs of every payload type; each parses its own payload before its handler sees it.
export type AnyJob = Pick<Job<object>, 'name' | 'timeoutMs' | 'concurrency'> & {
  run(payload: unknown, context: { jobId: string; signal: AbortSignal }): Promise<void>;
};

/** All jobs that were declared in this process, by name. */
export const jobCatalogue = () => onceInProcess('job-catalogue', () => new Map<string, AnyJob>());

/** Declares a job: name → payload schema, timeout, handler. `enqueue` writes it in the caller's transaction. */
export function defineJob<P extends object>(spec: JobSpec<P>): Job<P> {
  jobCatalogue().set(spec.name, {
    name: spec.name,
    timeoutMs: spec.timeoutMs,
    ...(spec.concurrency && { concurrency: spec.concurrency }),
    run: async (payload, context) => spec.handle(spec.payload.parse(payload), context),
  });
  return {
    ...spec,
    async enqueue(tx, payload) {
      const sendOptions: SendOptions = { db: fromPrisma(tx.db), expireInSeconds: Math.ceil(spec.timeoutMs / 1_000) };
      await (await jobQueue()).send(spec.name, { ...payload, correlationId: tx.correlationId }, sendOptions);
    },
  };
}
