import { database, listen, type Listener } from '@/server/shared/db';
import { log } from '@/server/shared/log';
import { onceInProcess } from '@/server/shared/state/process-state';
import type { Audience, EventEnvelope } from './define-events';
import { EVENTS_CHANNEL } from './relay';

/** An announced event with the audience it is for (uuids). */
export interface AnnouncedEvent {
  envelope: EventEnvelope;
  audience: Audience;
}

type Subscriber = (event: AnnouncedEvent) => void;

/**
 * Rows that were announced so long before the newest one heard are looked at again after an interruption: a relay marks a row with
 * the time at which its transaction began, which may commit after one that began later. Far above the longest transaction.
 */
const OVERLAP_MS = 60_000;
/** Rows of one read while catching up. */
const CATCH_UP_ROWS_MAX = 500;
const RETRY_MS = 500;

const subscribers = () => onceInProcess('event-subscribers', () => new Set<Subscriber>());
const returnListeners = () => onceInProcess('event-return-listeners', () => new Set<() => void>());

/** Hears every event announced to this process from now on, each once. Gives the function that ends it. */
export function subscribe(subscriber: Subscriber): () => void {
  subscribers().add(subscriber);
  return () => subscribers().delete(subscriber);
}

/**
 * Calls back when this process hears events again after it may not have, and has caught up. Whoever showed something meanwhile may
 * have read it while the database was away, so it is read anew. Gives the function that ends it.
 */
export function onEventsReturn(listener: () => void): () => void {
  returnListeners().add(listener);
  return () => returnListeners().delete(listener);
}

/**
 * Connects this process to the relay. What could not be heard or read is read as soon as the database answers: nothing that was
 * announced after the start is lost, and nothing is delivered twice.
 */
export function startEventBus(): Listener {
  const heard = new HeardEvents();
  let chain: Promise<void> = Promise.resolve();
  let retry: NodeJS.Timeout | undefined;
  let isStarting = true;
  let isClosed = false;

  const inTurn = (read: () => Promise<void>) => {
    chain = chain.then(read).catch((error: unknown) => {
      log().warn({ err: error }, 'events could not be read and will be looked for again');
      clearTimeout(retry);
      if (!isClosed) retry = setTimeout(() => inTurn(catchUp), RETRY_MS);
    });
  };
  const catchUp = async () => {
    const isReturn = !isStarting;
    isStarting = false;
    await heard.deliverMissed();
    if (isReturn) for (const listener of returnListeners()) attempt(listener, 'a return');
  };
  const onNotify = (payload: string) => {
    const ids = payload.split(',').filter(Boolean).map(BigInt);
    inTurn(async () =>
      heard.deliver(await database().outboxEvent.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } })),
    );
  };
  const listener = listen(EVENTS_CHANNEL, onNotify, () => inTurn(catchUp));
  return {
    async close() {
      isClosed = true;
      clearTimeout(retry);
      await listener.close();
      await chain;
    },
  };
}

type OutboxRow = Awaited<ReturnType<ReturnType<typeof database>['outboxEvent']['findMany']>>[number];

/** What was delivered, as far back as it could be read again. */
class HeardEvents {
  private readonly startedMs = performance.now();
  /** Time of announcement by id, in order of delivery. */
  private readonly announcedMs = new Map<bigint, number>();
  private newestMs: number | undefined;
  /** The start by the database's clock, once it was asked. */
  private startMs: number | undefined;

  /** Delivers those of the rows that were not delivered before. */
  deliver(rows: OutboxRow[]): void {
    for (const row of rows) {
      if (this.announcedMs.has(row.id)) continue;
      const announcedMs = (row.publishedAt ?? row.occurredAt).getTime();
      this.announcedMs.set(row.id, announcedMs);
      this.newestMs = Math.max(this.newestMs ?? announcedMs, announcedMs);
      const event = toEvent(row);
      for (const subscriber of subscribers()) attempt(() => subscriber(event), row.type);
    }
    for (const [id, announcedMs] of this.announcedMs) {
      if (announcedMs >= (this.newestMs ?? 0) - OVERLAP_MS) break;
      this.announcedMs.delete(id);
    }
  }

  /** Reads and delivers what was announced since the newest event that was heard; at first, since the start. */
  async deliverMissed(): Promise<void> {
    this.startMs ??= (await databaseNowMs()) - (performance.now() - this.startedMs);
    const publishedAt = { gte: new Date(Math.max(this.startMs, (this.newestMs ?? 0) - OVERLAP_MS)) };
    let lastId = 0n;
    for (;;) {
      const rows = await database().outboxEvent.findMany({
        where: { publishedAt, id: { gt: lastId } },
        orderBy: { id: 'asc' },
        take: CATCH_UP_ROWS_MAX,
      });
      this.deliver(rows);
      lastId = rows.at(-1)?.id ?? lastId;
      if (rows.length < CATCH_UP_ROWS_MAX) return;
    }
  }
}

async function databaseNowMs(): Promise<number> {
  const [row] = await database().$queryRaw<{ now: Date }[]>`SELECT transaction_timestamp() AS now`;
  if (!row) throw new Error('the database gave no time');
  return row.now.getTime();
}

function attempt(work: () => void, what: string): void {
  try {
    work();
  } catch (error) {
    log().error({ err: error, what }, 'an event subscriber failed');
  }
}

function toEvent(row: OutboxRow): AnnouncedEvent {
  return {
    envelope: {
      event_id: row.eventId,
      event_type: row.type,
      occurred_at: row.occurredAt.toISOString(),
      version: row.version,
      correlation_id: row.correlationId,
      payload: row.payload as Record<string, unknown>,
    },
    audience: {
      ...(row.organizationId && { organizationId: row.organizationId }),
      ...(row.projectId && { projectId: row.projectId }),
      ...(row.userId && { userId: row.userId }),
      ...(row.everyone && { everyone: true as const }),
    },
  };
}
