import { overriddenNow } from '@/server/shared/clock';
import { currentCorrelationId } from '@/server/shared/log';
import { database, type Db } from './client';
import { RETRYABLE, sqlFailureOf, toAppError } from './sql-error';

declare const txBrand: unique symbol;

/** An open transaction. Only `inTransaction` makes one; a write cannot be expressed without it. */
export interface Tx {
  readonly db: Db;
  /** The transaction's start by the database's clock, cut to the millisecond. */
  readonly now: Date;
  readonly correlationId: string;
  readonly [txBrand]: true;
}

interface TransactionOptions {
  /** Default READ COMMITTED: our rules hold by explicit locks, taken in the order of docs/README.md. */
  isolation?: 'ReadCommitted' | 'RepeatableRead' | 'Serializable';
  timeoutMs?: number;
}

const ATTEMPTS_MAX = 3;
const TIMEOUT_MS = 15_000;
const WAIT_FOR_CONNECTION_MS = 10_000;

/**
 * Runs `work` in one transaction and gives its result after COMMIT. Serialization failures and deadlocks are retried, three
 * attempts in all, so `work` must have no effect outside the database. Constraint and trigger failures, at COMMIT too, come
 * out as the AppError that their domain registered.
 */
export async function inTransaction<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
  const correlationId = currentCorrelationId();
  for (let attempt = 1; ; attempt++) {
    try {
      return await database().$transaction(
        async (db) => {
          const now = overriddenNow() ?? (await databaseNow(db));
          return work({ db, now, correlationId } as Tx);
        },
        {
          isolationLevel: options.isolation ?? 'ReadCommitted',
          timeout: options.timeoutMs ?? TIMEOUT_MS,
          maxWait: WAIT_FOR_CONNECTION_MS,
        },
      );
    } catch (error) {
      const failure = sqlFailureOf(error);
      if (failure && RETRYABLE.has(failure.code) && attempt < ATTEMPTS_MAX) continue;
      throw toAppError(error);
    }
  }
}

/** The database's time at the start of the running transaction. */
async function databaseNow(db: Db): Promise<Date> {
  const rows = await db.$queryRaw<{ now: Date }[]>`SELECT date_trunc('milliseconds', transaction_timestamp()) AS now`;
  const row = rows[0];
  if (!row) throw new Error('the database gave no time');
  return row.now;
}
