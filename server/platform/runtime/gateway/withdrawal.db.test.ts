import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { iamRouter, revokeSession, systemActor } from '@/server/platform/iam';
import { overrideClock } from '@/server/shared/clock';
import { database, inTransaction, type Listener } from '@/server/shared/db';
import { startEventBus, startRelay } from '@/server/shared/events';
import { idFromUuid, newId, newUuid, uuidFromId } from '@/server/shared/ids';
import { createCallerFactory } from '@/server/shared/trpc';
import { closeSurfaces } from '../surfaces/surfaces.service';
import type { Surface } from '../surfaces/surfaces.types';
import { registerTerminalBackend } from '../terminals/backends';
import { createStandInEngine, type StandInEngine } from '../terminals/stand-in-engine.testkit';
import { issueTicket } from '../terminals/terminals.service';
import { createPerson, createTenant, openTestSurface, startTestPortal, TEST_ORIGIN } from '../runtime.testkit';
import type { TestPerson, TestPortal, TestTenant } from '../runtime.testkit';
import { connectAs, connected, next, openedChannel, openTerminal, ticketOf } from './gateway.testkit';
import type { TestSocket } from './gateway.testkit';
import { identify } from './handshake';

process.env['PUBLIC_URL'] = TEST_ORIGIN;

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

const connect = (person: TestPerson) => {
  const socket = connectAs(portal, person);
  sockets.push(socket);
  return connected(socket);
};

describe('what is taken away', () => {
  test('closes terminals with the reason that the surface was closed with', async () => {
    const socket = await connect(owner);
    await openedChannel(socket, owner, surface);
    const closed = next(socket, 'terminal:closed');
    const { resourceUuid } = surface;
    await inTransaction(async (tx) => {
      const resourceId = idFromUuid('alc', resourceUuid);
      await closeSurfaces(tx, { resourceId, actor: systemActor('test'), reason: 'The money has run out.' });
    });
    expect((await closed)[1]).toMatchObject({ code: 'runtime.surface_closed', message: 'The money has run out.' });
    const ticket = issueTicket({ actor: owner.actor, surfaceId: surface.id });
    await expect(ticket).rejects.toMatchObject({ code: 'runtime.surface_closed' });
  });

  test('ends the connection of a revoked session within a second, and says why', async () => {
    const socket = await connect(owner);
    await openedChannel(socket, owner, surface);
    const [closed, ended, gone] = [next(socket, 'terminal:closed'), next(socket, 'live:ended'), disconnected(socket)];
    const startedMs = performance.now();
    await inTransaction((tx) =>
      revokeSession(tx, { id: owner.actor.sessionId, userId: owner.actor.id }, { actor: owner.actor, reason: 'test' }),
    );
    expect((await closed)[1]?.code).toBe('runtime.session_ended');
    expect((await ended)[0].code).toBe('runtime.session_ended');
    await gone;
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });

  test('is kept alive by typing, and not by an open tab that is looked at again and again', async () => {
    const socket = await connect(owner);
    const { channel } = await openedChannel(socket, owner, surface);
    const seenAt = async () =>
      (await database().session.findUniqueOrThrow({ where: { id: uuidFromId(owner.actor.sessionId) } })).lastSeenAt;
    const handshake = { headers: { cookie: owner.cookie }, address: '192.0.2.1' };
    const start = Date.now();
    for (let hour = 1; hour < 12; hour++) {
      overrideClock(() => new Date(start + hour * 3_600_000));
      await identify(handshake);
    }
    expect((await seenAt()).getTime()).toBeLessThanOrEqual(start);
    socket.emit('terminal:input', channel, Buffer.from('x'));
    await vi.waitFor(async () => expect((await seenAt()).getTime()).toBe(start + 11 * 3_600_000));
    overrideClock(() => new Date(start + 22 * 3_600_000));
    await identify(handshake);
    overrideClock(() => new Date(start + 24 * 3_600_000));
    await expect(identify(handshake)).rejects.toThrow('unauthenticated');
  });

  test('closes the terminals of a person whose right was withdrawn, and leaves their connection', async () => {
    const socket = await connect(owner);
    await openedChannel(socket, owner, surface);
    const closed = next(socket, 'terminal:closed');
    const startedMs = performance.now();
    await revokeRoleOf(owner);
    expect((await closed)[1]?.code).toBe('runtime.right_revoked');
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    expect(socket.connected).toBe(true);
  });

  test('reaches a terminal that was still being opened when the right was withdrawn', async () => {
    let start: () => void = () => undefined;
    const mayStart = new Promise<void>((resolve) => (start = resolve));
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    registerTerminalBackend('stand-in', {
      ...engine,
      async openShell(...call) {
        asked();
        await mayStart;
        return engine.openShell(...call);
      },
    });
    const socket = await connect(owner);
    const closed = next(socket, 'terminal:closed').then(([, error]) => error?.code);
    const answered = ticketOf(owner, surface).then((ticket) => openTerminal(socket, surface, { ticket }));
    await isAsked;
    const heard = next(socket, 'event', (event) => event.event_type === 'iam.binding_revoked');
    await revokeRoleOf(owner);
    await heard;
    start();
    const answer = await answered;
    expect(answer.ok ? await closed : answer.error.code).toBe('runtime.right_revoked');
  });

  test('is a terminal, at once, when the person is denied what they were allowed', async () => {
    const admin = await createPerson(tenant, 'project_admin');
    const socket = await connect(owner);
    await openedChannel(socket, owner, surface);
    const closed = next(socket, 'terminal:closed');
    const { organizationId, projectId } = tenant;
    await database().organizationMember.create({
      data: { organizationId: uuidFromId(organizationId), userId: uuidFromId(owner.actor.id), joinedAt: new Date() },
    });
    const startedMs = performance.now();
    await callAs(admin).roles.grant({
      scope: { kind: 'project', projectId },
      userId: owner.actor.id,
      role: 'project_member',
      effect: 'deny',
    });
    expect((await closed)[1]?.code).toBe('runtime.right_revoked');
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });

  test('is a terminal, at once, when its project moves out of reach', async () => {
    const [here, there] = [await database().department.findFirstOrThrow({ where: departments() }), newUuid()];
    await database().department.create({
      data: { id: there, organizationId: here.organizationId, slug: 'there', name: 'There', createdAt: new Date() },
    });
    await database().roleBinding.updateMany({
      where: { principalId: uuidFromId(owner.actor.id) },
      data: { role: 'department_admin', scopeKind: 'department', projectId: null, departmentId: here.id },
    });
    const boss = await createPerson(tenant, 'project_admin');
    await database().roleBinding.updateMany({
      where: { principalId: uuidFromId(boss.actor.id) },
      data: { role: 'owner', scopeKind: 'organization', projectId: null },
    });
    const socket = await connect(owner);
    await openedChannel(socket, owner, surface);
    const closed = next(socket, 'terminal:closed');
    const startedMs = performance.now();
    await callAs(boss).projects.move({
      organizationId: tenant.organizationId,
      projectId: tenant.projectId,
      departmentId: idFromUuid('dep', there),
    });
    expect((await closed)[1]?.code).toBe('runtime.right_revoked');
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });
});

const departments = () => ({ organizationId: uuidFromId(tenant.organizationId) });

/** The procedures of identity, called as this person. */
function callAs(person: TestPerson) {
  const [name = '', token = ''] = person.cookie.split('=');
  return createCallerFactory(iamRouter)({
    correlationId: 'test',
    ipAddress: null,
    userAgent: null,
    cookies: { [name]: token },
  });
}

/** Takes a person's one role away, as an admin of the project does. */
async function revokeRoleOf(person: TestPerson): Promise<void> {
  const admin = await createPerson(tenant, 'project_admin');
  const binding = await database().roleBinding.findFirstOrThrow({
    where: { principalId: uuidFromId(person.actor.id) },
  });
  await callAs(admin).roles.revoke({
    scope: { kind: 'project', projectId: tenant.projectId },
    bindingId: idFromUuid('rbd', binding.id),
  });
}

function disconnected(socket: TestSocket): Promise<void> {
  return new Promise((resolve) => socket.once('disconnect', () => resolve()));
}
