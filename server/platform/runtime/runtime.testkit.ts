import './runtime.registration';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encode } from 'next-auth/jwt';
import { database, inTransaction } from '@/server/shared/db';
import { env } from '@/server/shared/env';
import { idFromUuid, newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import { systemActor, type UserActor } from '@/server/platform/iam';
import { attachGateway } from './gateway/runtime.gateway';
import { openSurface } from './surfaces/surfaces.service';
import type { Surface } from './surfaces/surfaces.types';

/** The one origin of a test's portal; where it really listens does not matter. */
export const TEST_ORIGIN = 'http://portal.test';

/** A person of a test, signed in. */
export interface TestPerson {
  actor: UserActor;
  /** The cookie header of their browser. */
  cookie: string;
}

/** An organization with a project, as rows. */
export interface TestTenant {
  organizationId: Id<'org'>;
  projectId: Id<'prj'>;
}

/** Makes an organization with its default department and one project. */
export async function createTenant(name: string): Promise<TestTenant> {
  const now = new Date();
  const [organizationId, departmentId, projectId] = [newUuid(), newUuid(), newUuid()];
  const db = database();
  await db.organization.create({ data: { id: organizationId, slug: name, name, timeZone: 'UTC', createdAt: now } });
  await db.department.create({
    data: { id: departmentId, organizationId, slug: 'default', name: 'Default', isDefault: true, createdAt: now },
  });
  await db.project.create({ data: { id: projectId, organizationId, departmentId, slug: name, name, createdAt: now } });
  return { organizationId: idFromUuid('org', organizationId), projectId: idFromUuid('prj', projectId) };
}

/** Makes a person with a role in a tenant's project, and a browser session of theirs. */
export async function createPerson(tenant: TestTenant, role: 'project_admin' | 'project_member'): Promise<TestPerson> {
  const now = new Date();
  const id = newUuid();
  const db = database();
  await db.principal.create({ data: { id, kind: 'user', createdAt: now } });
  await db.user.create({ data: { id, email: `${id}@portal.test`, name: `Person ${id.slice(-4)}`, createdAt: now } });
  await db.roleBinding.create({
    data: {
      id: newUuid(),
      principalId: id,
      role,
      scopeKind: 'project',
      organizationId: uuidFromId(tenant.organizationId),
      projectId: uuidFromId(tenant.projectId),
      createdAt: now,
    },
  });
  return signIn(idFromUuid('usr', id));
}

/** Another browser session of a person. */
export async function signIn(userId: Id<'usr'>): Promise<TestPerson> {
  const now = new Date();
  const sessionUuid = newUuid();
  const user = await database().user.findUniqueOrThrow({ where: { id: uuidFromId(userId) } });
  await database().session.create({
    data: {
      id: sessionUuid,
      userId: uuidFromId(userId),
      method: 'password',
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + 14 * 24 * 3_600_000),
    },
  });
  const sessionId = idFromUuid('ses', sessionUuid);
  const token = await encode({ token: { sessionId }, secret: env().authSecret });
  return {
    actor: { kind: 'user', id: userId, name: user.name, sessionId, ipAddress: null, userAgent: null },
    cookie: `next-auth.session-token=${token}`,
  };
}

/** Opens a terminal surface of a person's workload. */
export function openTestSurface(
  tenant: TestTenant,
  input: { ownerId: Id<'usr'>; resourceId: Id<'alc'>; driver: string; workspaceId: string },
): Promise<Surface> {
  return inTransaction((tx) =>
    openSurface(tx, {
      actor: systemActor('test'),
      ...tenant,
      resourceId: input.resourceId,
      kind: 'terminal',
      name: 'terminal',
      ownerId: input.ownerId,
      audience: 'owner',
      authMode: 'browser_session',
      target: { driver: input.driver, workspaceId: input.workspaceId },
    }),
  );
}

/** A portal's server with its gateway, on a port of its own. */
export interface TestPortal {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Serves the gateway; `port` for one that comes back where another one was. */
export async function startTestPortal(port = 0): Promise<TestPortal> {
  const server = createServer((_request, response) => response.writeHead(404).end());
  const gateway = attachGateway(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    async close() {
      await gateway.close();
      await closed(server);
    },
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
