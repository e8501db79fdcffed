import { AsyncLocalStorage } from 'node:async_hooks';
import { newUuid } from '@/server/shared/ids';
import { onceInProcess } from '@/server/shared/state/process-state';

const storage = () => onceInProcess('correlation', () => new AsyncLocalStorage<string>());

/** Runs `work` so that its log lines, audit rows, events and errors carry this correlation id. */
export function withCorrelation<T>(correlationId: string, work: () => T): T {
  return storage().run(correlationId, work);
}

/** The correlation id of the running request or job; a fresh one outside of both. */
export function currentCorrelationId(): string {
  return storage().getStore() ?? newCorrelationId();
}

/** 32 hex characters, ordered by time. */
export function newCorrelationId(): string {
  return newUuid().replaceAll('-', '');
}

/** The correlation id of the running request or job, if there is one. */
export function correlationInScope(): string | undefined {
  return storage().getStore();
}
