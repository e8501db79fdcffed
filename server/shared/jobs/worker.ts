import { isAppError, KIND_MEANING } from '@/server/shared/errors';
import { log, newCorrelationId, withCorrelation } from '@/server/shared/log';
import { onceInProcess } from '@/server/shared/state/process-state';
import { jobCatalogue, type AnyJob } from './define-job';
import { jobQueue } from './queue';

interface Loop {
  name: string;
  intervalMs: number | (() => number);
  /** One pass. `signal` aborts when the worker stops: a pass that waits for something ends then. */
  run(signal: AbortSignal): Promise<void>;
}

const loops = () => onceInProcess('loops', () => new Map<string, Loop>());

/**
 * Declares work that every worker process does again and again (a metering tick, a reconcile pass). It must claim what it
 * touches in the database, since several processes run it; a failed pass is logged and the next one repairs.
 */
export function defineLoop(loop: Loop): void {
  loops().set(loop.name, loop);
}

/** Takes up jobs and loops in this process. Gives the function that stops the loops. */
export async function startWorker(): Promise<() => Promise<void>> {
  const boss = await jobQueue();
  for (const job of jobCatalogue().values()) {
    await boss.work(
      job.name,
      { localConcurrency: job.concurrency ?? 1, pollingIntervalSeconds: 2 },
      async (batch: { id: string; data: object; signal: AbortSignal }[]) => {
        for (const item of batch) await runJob(job, item);
      },
    );
  }
  const stops = [...loops().values()].map(startLoop);
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

async function runJob(job: AnyJob, item: { id: string; data: object; signal: AbortSignal }): Promise<void> {
  const carried =
    'correlationId' in item.data && typeof item.data.correlationId === 'string'
      ? item.data.correlationId
      : newCorrelationId();
  await withCorrelation(carried, async () => {
    try {
      await job.run(item.data, { jobId: item.id, signal: item.signal });
    } catch (error) {
      const meaning = isAppError(error) ? KIND_MEANING[error.kind] : KIND_MEANING.internal;
      log()[meaning.logLevel]({ err: error, job: job.name, jobId: item.id }, 'job failed');
      if (meaning.jobVerdict === 'retry') throw error;
    }
  });
}

function startLoop(loop: Loop): () => Promise<void> {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let wakeUp: (() => void) | undefined;
  const passes = (async () => {
    while (!stopping.signal.aborted) {
      await withCorrelation(newCorrelationId(), async () => {
        try {
          await loop.run(stopping.signal);
        } catch (error) {
          log().warn({ err: error, loop: loop.name }, 'a pass failed; the next one looks again');
        }
      });
      if (stopping.signal.aborted) return;
      await new Promise<void>((resolve) => {
        wakeUp = resolve;
        timer = setTimeout(resolve, typeof loop.intervalMs === 'function' ? loop.intervalMs() : loop.intervalMs);
      });
    }
  })();
  return async () => {
    stopping.abort();
    clearTimeout(timer);
    wakeUp?.();
    await passes;
  };
}
