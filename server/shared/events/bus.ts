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

const subscribers = () => onceInProcess('event-subscribers', () => new Set<Subscriber>());

/** Hears every event announced to this process from now on. Gives the function that ends it. */
export function subscribe(subscriber: Subscriber): () => void {
  subscribers().add(subscriber);
  return () => subscribers().delete(subscriber);
}

/** Connects this process to the relay. After a lost connection it reads what was announced meanwhile. */
export function startEventBus(): Listener {
  let lastId: bigint | undefined;
  let chain: Promise<void> = Promise.resolve();

  const deliver = (read: () => Promise<void>) => {
    chain = chain.then(read).catch((error: unknown) => log().warn({ err: error }, 'events could not be read'));
  };
  const remember = (id: bigint) => {
    if (lastId === undefined || id > lastId) lastId = id;
  };
  const onNotify = (payload: string) => {
    const ids = payload.split(',').filter(Boolean).map(BigInt);
    deliver(async () => {
      ids.forEach(remember);
      await deliverRows(await database().outboxEvent.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } }));
    });
  };
  const onConnected = () =>
    deliver(async () => {
      if (lastId === undefined) {
        const newest = await database().outboxEvent.findFirst({
          where: { publishedAt: { not: null } },
          orderBy: { id: 'desc' },
        });
        lastId = newest?.id ?? 0n;
        return;
      }
      const missed = await database().outboxEvent.findMany({
        where: { id: { gt: lastId }, publishedAt: { not: null } },
        orderBy: { id: 'asc' },
      });
      missed.forEach((row) => remember(row.id));
      await deliverRows(missed);
    });
  const listener = listen(EVENTS_CHANNEL, onNotify, onConnected);
  return {
    async close() {
      await listener.close();
      await chain;
    },
  };
}

type OutboxRow = Awaited<ReturnType<ReturnType<typeof database>['outboxEvent']['findMany']>>[number];

async function deliverRows(rows: OutboxRow[]): Promise<void> {
  for (const row of rows) {
    const event: AnnouncedEvent = {
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
    for (const subscriber of subscribers()) {
      try {
        subscriber(event);
      } catch (error) {
        log().error({ err: error, eventType: row.type }, 'an event subscriber failed');
      }
    }
  }
}
