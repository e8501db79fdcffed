import { encode } from 'next-auth/jwt';
import { database, inTransaction } from '@/server/shared/db';
import { env } from '@/server/shared/env';
import { newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import type { RequestContext } from '@/server/shared/trpc';
import './iam.constraints';
import './iam.registration';
import { systemActor, type ScopeOf, type ScopeRef, type UserActor } from './iam.types';
import { bindRole } from './people/grants.service';
import { insertPerson } from './people/people.repository';
import type { Place } from './rights/rights.rules';
import { scopeFor } from './rights/rights.service';
import { sessionCookieName } from './sessions/cookie';
import { startSession } from './sessions/sessions.service';
import { addDepartment, addProject, createOrganization } from './tree/tree.service';

const CLIENT = { ipAddress: '192.0.2.1', userAgent: 'vitest' };

/** A person with a live session, and what a request of theirs carries. */
export interface TestPerson {
  actor: UserActor;
  email: string;
  cookies: Record<string, string>;
  /** A fresh request context of this person. */
  context(): RequestContext;
}

/** A made-up organization with a default department, one more, and a project in each. */
export interface TestOrganization {
  id: Id<'org'>;
  defaultDepartmentId: Id<'dep'>;
  departmentId: Id<'dep'>;
  /** In the default department. */
  projectId: Id<'prj'>;
  /** In the other one. */
  otherProjectId: Id<'prj'>;
}

/** Makes an organization through the production code. */
export function makeOrganization(name = `Organization ${newUuid().slice(-8)}`): Promise<TestOrganization> {
  return inTransaction(async (tx) => {
    const actor = systemActor('test');
    const made = await createOrganization(tx, actor, { name, timeZone: 'Europe/Berlin', firstProjectName: 'First' });
    const department = await addDepartment(tx, actor, { organizationId: made.organizationId, name: 'Physics' });
    const other = await addProject(tx, actor, {
      organizationId: made.organizationId,
      departmentId: department.id,
      name: 'Second',
    });
    if (!made.projectId) throw new Error('the organization was made without its first project');
    return {
      id: made.organizationId,
      defaultDepartmentId: made.departmentId,
      departmentId: department.id,
      projectId: made.projectId,
      otherProjectId: other.id,
    };
  });
}

/** Makes a person with a session and these roles; a role in an organization makes them its member without further rights. */
export async function makePerson(
  roles: readonly { role: string; place: Place; effect?: 'allow' | 'deny' }[] = [],
  email = `${newUuid()}@test.invalid`,
): Promise<TestPerson> {
  const made = await inTransaction(async (tx) => {
    const person = await insertPerson(tx, { email, name: `Person ${email.slice(9, 13)}`, passwordHash: null });
    const organizationIds = new Set(roles.flatMap(({ place }) => place.organizationId ?? []));
    for (const organizationId of organizationIds) {
      await tx.db.organizationMember.create({
        data: { organizationId: uuidFromId(organizationId), userId: uuidFromId(person.id), joinedAt: tx.now },
      });
    }
    for (const { role, place, effect } of roles) {
      await bindRole(tx, systemActor('test'), { principalId: person.id, role, effect: effect ?? 'allow', place });
    }
    const sessionId = await startSession(tx, { person, method: 'password', client: CLIENT });
    return { person, sessionId };
  });
  const { person, sessionId } = made;
  const cookies = await cookiesOf(sessionId);
  return {
    actor: { kind: 'user', id: person.id, name: person.name, sessionId, ...CLIENT },
    email: person.email,
    cookies,
    context: () => contextWith(cookies),
  };
}

/** The cookies that the sign-in library would have set for a session. */
export async function cookiesOf(sessionId: Id<'ses'>): Promise<Record<string, string>> {
  return { [sessionCookieName()]: await encode({ token: { sessionId }, secret: env().authSecret }) };
}

/** A request with these cookies. */
export function contextWith(cookies: Record<string, string>): RequestContext {
  return { correlationId: newUuid().replaceAll('-', ''), cookies, ...CLIENT };
}

/** The scope that a guarded procedure would hand on to its resolver; throws when the person lacks the right. */
export async function guardedScope<R extends ScopeRef>(
  person: TestPerson,
  permission: string,
  ref: R,
): Promise<ScopeOf<R>> {
  const scope = await scopeFor(database(), { actor: person.actor, permission, ref });
  if (!scope) throw new Error(`${person.email} lacks ${permission}`);
  return scope;
}
