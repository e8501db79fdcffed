import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { overrideClock } from '@/server/shared/clock';
import { database, inTransaction, type Listener } from '@/server/shared/db';
import { defineEvents, startEventBus, startRelay } from '@/server/shared/events';
import { newId, newUuid, uuidFromId } from '@/server/shared/ids';
import { fileDatabase } from '@/server/testkit';
import pg from 'pg';
import { z } from 'zod';
import type { Surface } from '../surfaces/surfaces.types';
import { registerTerminalBackend } from '../terminals/backends';
import { createStandInEngine, type StandInEngine } from '../terminals/stand-in-engine.testkit';
import { createPerson, createTenant, openTestSurface, signIn, startTestPortal, TEST_ORIGIN } from '../runtime.testkit';
import type { TestPerson, TestPortal, TestTenant } from '../runtime.testkit';
import { issueTicket } from '../terminals/terminals.service';
import {
  collectOutput,
  connectAs,
  connected,
  next,
  openedChannel,
  openTerminal,
  refusalIn,
  ticketOf,
} from './gateway.testkit';
import type { TestSocket } from './gateway.testkit';

process.env['PUBLIC_URL'] = TEST_ORIGIN;

const testEvents = defineEvents('test', { happened: { version: 1, payload: z.object({ n: z.number() }) } });

let portal: TestPortal;
let listeners: Listener[];
let tenant: TestTenant;
let owner: TestPerson;
let engine: StandInEngine;
let surface: Surface;
let sockets: TestSocket[];

beforeAll(async () => {
  listeners = [startEventBus(), startRelay()];
  portal = await startTestPortal();
});
afterAll(async () => {
  await portal.close();
  await Promise.all(listeners.map((listener) => listener.close()));
});
beforeEach(async () => {
  sockets = [];
  tenant = await createTenant(`t${newUuid().slice(-12)}`);
  owner = await createPerson(tenant, 'project_member');
  engine = createStandInEngine();
  registerTerminalBackend('stand-in', engine);
  surface = await openTestSurface(tenant, {
    ownerId: owner.actor.id,
    resourceId: newId('alc'),
    driver: 'stand-in',
    workspaceId: 'w',
  });
});
afterEach(() => {
  overrideClock(undefined);
  for (const socket of sockets) socket.disconnect();
});

const connect = (person: Pick<TestPerson, 'cookie'>, origin?: string) => {
  const socket = connectAs(portal, person, origin);
  sockets.push(socket);
  return connected(socket);
};

const lastAudit = () =>
  database().auditEntry.findFirstOrThrow({ where: { targetId: surface.id }, orderBy: { seq: 'desc' } });

describe('the handshake', () => {
  test.each(['http://portal.test.evil.example', 'http://portal.test:81', 'https://portal.test', 'null', ''])(
    'refuses the origin %j although the cookie is right',
    async (origin) => {
      await expect(connect(owner, origin)).rejects.toThrow();
    },
  );

  test('refuses whoever is not signed in, with a sentence', async () => {
    const sentence = 'You are signed out. Sign in and try again.';
    await expect(connect({ cookie: '' })).rejects.toThrow(sentence);
    await expect(connect({ cookie: 'next-auth.session-token=forged' })).rejects.toThrow(sentence);
  });
});

describe('a ticket', () => {
  test('opens the terminal once; the second use is refused and written down', async () => {
    const socket = await connect(owner);
    const ticket = await ticketOf(owner, surface);
    expect(await openTerminal(socket, surface, { ticket })).toMatchObject({ ok: true });
    expect(await lastAudit()).toMatchObject({ action: 'runtime.terminal.opened', result: 'ok' });
    expect(refusalIn(await openTerminal(socket, surface, { ticket })).code).toBe('runtime.ticket_used');
    expect(await lastAudit()).toMatchObject({ action: 'runtime.terminal.refused', result: 'denied' });
  });

  test('is taken by one of two who present it at the same moment', async () => {
    const both = await Promise.all([connect(owner), connect(owner)]);
    const ticket = await ticketOf(owner, surface);
    const answers = await Promise.all(both.map((socket) => openTerminal(socket, surface, { ticket })));
    expect(answers.map((answer) => answer.ok).sort()).toEqual([false, true]);
  });

  test('is over after a minute', async () => {
    const socket = await connect(owner);
    const ticket = await ticketOf(owner, surface);
    const later = new Date(Date.now() + 60_001);
    overrideClock(() => later);
    expect(refusalIn(await openTerminal(socket, surface, { ticket })).code).toBe('runtime.ticket_expired');
  });

  test('opens nothing for another person, another browser, another workspace or a made-up one, each with its own sentence', async () => {
    const stranger = await createPerson(await createTenant(`s${newUuid().slice(-12)}`), 'project_admin');
    const otherBrowser = await signIn(owner.actor.id);
    const other = await openTestSurface(tenant, {
      ownerId: owner.actor.id,
      resourceId: newId('alc'),
      driver: 'stand-in',
      workspaceId: 'v',
    });
    const refusals = [
      refusalIn(await openTerminal(await connect(stranger), surface, { ticket: await ticketOf(owner, surface) })),
      refusalIn(await openTerminal(await connect(otherBrowser), surface, { ticket: await ticketOf(owner, surface) })),
      refusalIn(await openTerminal(await connect(owner), surface, { ticket: await ticketOf(owner, other) })),
      refusalIn(await openTerminal(await connect(owner), surface, { ticket: 'made-up' })),
    ];
    expect(refusals.map((refusal) => refusal.code)).toEqual([
      'runtime.ticket_of_another_person',
      'runtime.ticket_of_another_session',
      'runtime.ticket_of_another_surface',
      'runtime.ticket_unknown',
    ]);
    expect(new Set(refusals.map((refusal) => refusal.message)).size).toBe(4);
    const rows = await database().auditEntry.findMany({ where: { targetId: surface.id, result: 'denied' } });
    expect(rows.map((row) => row.actorId)).toContain(uuidFromId(stranger.actor.id));
  });

  test('is of no use to its owner once somebody else has shown it', async () => {
    const stranger = await createPerson(tenant, 'project_member');
    const ticket = await ticketOf(owner, surface);
    await openTerminal(await connect(stranger), surface, { ticket });
    expect(refusalIn(await openTerminal(await connect(owner), surface, { ticket })).code).toBe('runtime.ticket_used');
  });

  test('is stored as a hash only', async () => {
    const ticket = await ticketOf(owner, surface);
    const rows = await database().terminalTicket.findMany({ where: { surfaceId: uuidFromId(surface.id) } });
    expect(JSON.stringify(rows.map((row) => Buffer.from(row.tokenHash).toString('latin1')))).not.toContain(ticket);
  });

  test('is not given for the workspace of a colleague, but to an admin of the project, and the trail says whose it was', async () => {
    const colleague = await createPerson(tenant, 'project_member');
    const admin = await createPerson(tenant, 'project_admin');
    await expect(issueTicket({ actor: colleague.actor, surfaceId: surface.id })).rejects.toMatchObject({
      code: 'shared.not_found',
    });
    expect(await lastAudit()).toMatchObject({ action: 'runtime.terminal.refused' });
    await openedChannel(await connect(admin), admin, surface);
    expect((await lastAudit()).metadata).toMatchObject({ ofAnotherPerson: true });
  });
});

describe('output', () => {
  test('goes on byte for byte on another connection and on another gateway', async () => {
    const first = await startTestPortal();
    const all = randomBytes(700_000);
    const socket = await connected(connectAs(first, owner));
    const opened = await openedChannel(socket, owner, surface);
    const seen = collectOutput(socket, opened);
    engine.print('shell-1', all.subarray(0, 300_000));
    await seen.upTo(300_000);
    await first.close();
    engine.print('shell-1', all.subarray(300_000));

    const again = await connect(owner);
    const resume = { incarnation: opened.incarnation, offset: seen.nextOffset };
    const answer = await openTerminal(again, surface, { ticket: await ticketOf(owner, surface), resume });
    if (!answer.ok) throw new Error(answer.error.message);
    const rest = collectOutput(again, answer);
    await rest.upTo(700_000);
    expect(Buffer.concat([seen.bytes(), rest.bytes()]).equals(all)).toBe(true);
    expect([...seen.gaps, ...rest.gaps]).toEqual([]);
  });

  test('that is no longer kept comes as one gap that says how much', async () => {
    const all = randomBytes(1_500_000);
    await engine.openShell({ driver: 'stand-in', workspaceId: 'w' }, { ptyId: 'shell-1', columns: 80, rows: 24 });
    engine.print('shell-1', all);
    const socket = await connect(owner);
    const seen = collectOutput(socket, await openedChannel(socket, owner, surface));
    await seen.upTo(1_500_000);
    const [gap] = seen.gaps;
    expect(seen.gaps).toHaveLength(1);
    expect(gap?.offset).toBe(0);
    expect(seen.bytes().equals(all.subarray(gap?.missedBytes))).toBe(true);
  });

  test('starts over when the shell is another one than the client has shown', async () => {
    const socket = await connect(owner);
    const resume = { incarnation: 'of-yesterday', offset: 5 };
    const answer = await openTerminal(socket, surface, { ticket: await ticketOf(owner, surface), resume });
    expect(answer).toMatchObject({ ok: true, fromOffset: 0, isRestarted: true });
  });

  test('waits for a client that shows nothing, while its keys go through at once', async () => {
    const socket = await connect(owner);
    const opened = await openedChannel(socket, owner, surface);
    engine.print('shell-1', randomBytes(5_000_000));
    const taken = next(socket, 'terminal:taken');
    socket.emit('terminal:input', opened.channel, Buffer.from('\u0003'));
    socket.emit('terminal:input', opened.channel, Buffer.alloc(20_000, 97));
    await taken;
    expect(engine.typed('shell-1').startsWith('\u0003')).toBe(true);
    expect(engine.underWayBytes('shell-1')).toBeLessThanOrEqual(524_288);
  });

  test('goes on by itself when the engine was away, and says so meanwhile', async () => {
    const socket = await connect(owner);
    const seen = collectOutput(socket, await openedChannel(socket, owner, surface));
    engine.print('shell-1', Buffer.from('before '));
    await seen.upTo(7);
    const lost = next(socket, 'terminal:reachable', (_channel, isReachable) => !isReachable);
    engine.breakDown();
    await lost;
    const back = next(socket, 'terminal:reachable', (_channel, isReachable) => isReachable);
    engine.mend();
    await back;
    engine.print('shell-1', Buffer.from('after'));
    await seen.upTo(12);
    expect(seen.bytes().toString()).toBe('before after');
  });
});

describe('several viewers', () => {
  test('see each other, and whoever typed last gives the shell its size', async () => {
    const admin = await createPerson(tenant, 'project_admin');
    const [mine, theirs] = [await connect(owner), await connect(admin)];
    const first = await openedChannel(mine, owner, surface);
    const joined = next(mine, 'terminal:presence', (_channel, presence) => presence.watchers.length === 2);
    const second = await openedChannel(theirs, admin, surface);
    await joined;
    const narrow = next(mine, 'terminal:presence', (_channel, presence) => presence.columns === 40);
    theirs.emit('terminal:resize', second.channel, 40, 10);
    await narrow;
    expect(engine.sizeOf('shell-1')).toEqual({ columns: 40, rows: 10 });
    const wide = next(theirs, 'terminal:presence', (_channel, presence) => presence.columns === 80);
    mine.emit('terminal:input', first.channel, Buffer.from('x'));
    const [, presence] = await wide;
    expect(presence.watchers.find((watcher) => watcher.isActive)?.name).toBe(owner.actor.name);
    const left = next(mine, 'terminal:presence', (_channel, { watchers }) => watchers.length === 1);
    theirs.disconnect();
    await left;
  });
});

describe('events', () => {
  test('reach whom they name and who may see what they name, nobody of another organization, and everybody when they are for everybody', async () => {
    const stranger = await createPerson(await createTenant(`s${newUuid().slice(-12)}`), 'project_admin');
    const colleague = await createPerson(tenant, 'project_member');
    const people = [owner, colleague, stranger];
    const heard: number[][] = people.map(() => []);
    const own = await Promise.all(people.map((person) => connect(person)));
    own.forEach((socket, i) =>
      socket.on('event', (event) => event.event_type === 'test.happened' && heard[i]?.push(Number(event.payload['n']))),
    );
    const project = { organizationId: uuidFromId(tenant.organizationId), projectId: uuidFromId(tenant.projectId) };
    const lastOf = (socket: TestSocket, n: number) => next(socket, 'event', (event) => event.payload['n'] === n);
    const all = Promise.all([
      lastOf(own[0] as TestSocket, 9),
      lastOf(own[1] as TestSocket, 5),
      lastOf(own[2] as TestSocket, 5),
    ]);
    await inTransaction(async (tx) => {
      await testEvents.happened.publish(tx, { n: 1 }, project);
      await testEvents.happened.publish(tx, { n: 2 }, project);
      await testEvents.happened.publish(tx, { n: 3 }, { userId: uuidFromId(stranger.actor.id) });
      await testEvents.happened.publish(tx, { n: 4 }, {});
      await testEvents.happened.publish(tx, { n: 5 }, { everyone: true });
      await testEvents.happened.publish(tx, { n: 9 }, { ...project, userId: uuidFromId(owner.actor.id) });
    });
    await all;
    expect(heard).toEqual([
      [1, 2, 5, 9],
      [1, 2, 5],
      [3, 5],
    ]);
  });

  test('that could not be heard for a while make every tab fetch anew', async () => {
    const tabs = await Promise.all([connect(owner), connect(owner)]);
    const asked = Promise.all(tabs.map((socket) => next(socket, 'live:refetch')));
    await breakListening();
    await asked;
    expect(tabs.every((socket) => socket.connected)).toBe(true);
  });
});

/** Cuts this process off from the events of its database; it comes back by itself. */
async function breakListening(): Promise<void> {
  const superuser = new pg.Client({ connectionString: fileDatabase().superUrl });
  await superuser.connect();
  await superuser.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'gpuaas-listen-gpuaas_events'`,
  );
  await superuser.end();
}
