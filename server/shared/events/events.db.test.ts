import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { database, inTransaction } from '@/server/shared/db';
import { newUuid } from '@/server/shared/ids';
import { fileDatabase } from '@/server/testkit';
import { onEventsReturn, startEventBus, subscribe, type AnnouncedEvent } from './bus';
import { defineEvents } from './define-events';
import { announceBatch, EVENTS_CHANNEL, startRelay } from './relay';

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

  it('are announced exactly once by two relays to every listener', async () => {
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

describe('an interruption', () => {
  let superuser: pg.Client;
  beforeAll(async () => {
    // From outside: a database that is closed to connections must not be the one that is connected to.
    const address = new URL(fileDatabase().superUrl);
    address.pathname = '/postgres';
    superuser = new pg.Client({ connectionString: address.href });
    await superuser.connect();
  });
  afterAll(() => superuser.end());

  /** Ends the first server process that fits, as soon as there is one. */
  async function endBackend(condition: string): Promise<void> {
    for (;;) {
      const { rowCount } = await superuser.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND ${condition}`,
        [fileDatabase().name],
      );
      if (rowCount) return;
    }
  }
  const newestId = async () => (await database().outboxEvent.findFirstOrThrow({ orderBy: { id: 'desc' } })).id;
  const allowConnections = (isAllowed: boolean) =>
    superuser.query(`ALTER DATABASE ${fileDatabase().name} ALLOW_CONNECTIONS ${String(isAllowed)}`);

  it('of the reading of an event does not lose it, and it is delivered once', async () => {
    const listening = hear();
    const bus = startEventBus();
    const relay = startRelay();
    await tell(100);
    await listening.count(1);
    await relay.close();
    await tell(101);
    const id = await newestId();

    const owner = new pg.Client({ connectionString: fileDatabase().ownerUrl });
    await owner.connect();
    await owner.query('BEGIN');
    await owner.query('LOCK TABLE shared_outbox_event IN ACCESS EXCLUSIVE MODE');
    await database().$executeRaw`SELECT pg_notify(${EVENTS_CHANNEL}, ${String(id)})`;
    await endBackend(`wait_event_type = 'Lock' AND query LIKE '%shared_outbox_event%'`);
    await owner.query('UPDATE shared_outbox_event SET published_at = now() WHERE published_at IS NULL');
    await owner.query('COMMIT');
    await owner.end();

    await listening.count(2);
    await bus.close();
    listening.end();
    expect(listening.heard.map(({ envelope }) => envelope.payload['number'])).toEqual([100, 101]);
  });

  it('of the listening loses no event with an earlier number that committed late, and says that it is over', async () => {
    const listening = hear();
    const bus = startEventBus();
    const returned = new Promise<void>((resolve) => {
      const end = onEventsReturn(() => {
        end();
        resolve();
      });
    });
    let commitEarly: () => void = () => undefined;
    const mayCommit = new Promise<void>((resolve) => (commitEarly = resolve));
    let earlyIsWritten: () => void = () => undefined;
    const written = new Promise<void>((resolve) => (earlyIsWritten = resolve));
    const early = inTransaction(async (tx) => {
      await events.happened.publish(tx, { number: 200 }, { organizationId });
      earlyIsWritten();
      await mayCommit;
    });
    await written;
    await tell(201);
    await announceBatch();
    await listening.count(1);

    await allowConnections(false);
    await endBackend(`application_name = 'gpuaas-listen-${EVENTS_CHANNEL}'`);
    commitEarly();
    await early;
    expect(await announceBatch()).toBe(1);
    await allowConnections(true);

    await listening.count(2);
    await returned;
    await bus.close();
    listening.end();
    expect(listening.heard.map(({ envelope }) => envelope.payload['number'])).toEqual([201, 200]);
  });
});
