import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { database, inTransaction } from '@/server/shared/db';
import { newUuid } from '@/server/shared/ids';
import { startEventBus, subscribe, type AnnouncedEvent } from './bus';
import { defineEvents } from './define-events';
import { announceBatch, startRelay } from './relay';

const events = defineEvents('sample', { happened: { version: 1, payload: z.object({ number: z.number() }) } });
const organizationId = newUuid();
const tell = (number: number) => inTransaction((tx) => events.happened.publish(tx, { number }, { organizationId }));

/** Everything that this process hears, and a wait for a number of it. */
function hear() {
  const heard: AnnouncedEvent[] = [];
  let check: () => void = () => undefined;
  const end = subscribe((event) => {
    heard.push(event);
    check();
  });
  const count = (wanted: number) =>
    new Promise<void>((resolve) => {
      check = () => heard.length >= wanted && resolve();
      check();
    });
  return { heard, end, count };
}

describe('events', () => {
  it('of a transaction that did not commit are never announced', async () => {
    await expect(
      inTransaction(async (tx) => {
        await events.happened.publish(tx, { number: 0 }, { organizationId });
        throw new RangeError('no');
      }),
    ).rejects.toThrow('no');
    expect(await announceBatch()).toBe(0);
  });

  it('are announced exactly once, in order, by two relays to every listener', async () => {
    const listening = hear();
    const bus = startEventBus();
    await tell(0);
    const relays = [startRelay(), startRelay()];
    await listening.count(1);
    for (let number = 1; number <= 40; number++) await tell(number);
    await listening.count(41);
    await Promise.all(relays.map((relay) => relay.close()));
    await bus.close();
    listening.end();
    const numbers = listening.heard.map(({ envelope }) => envelope.payload['number']);
    expect([...numbers].sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 41 }, (_, index) => index));
    expect(listening.heard.every(({ audience }) => audience.organizationId === organizationId)).toBe(true);
    expect(await database().outboxEvent.count({ where: { publishedAt: null } })).toBe(0);
  });
});
