import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  makeOrganization,
  makePerson,
  type TestOrganization,
  type TestPerson,
} from '@/server/platform/iam/iam.testkit';
import { database } from '@/server/shared/db';
import { overrideLog } from '@/server/shared/log';
import { baseProcedure, createCallerFactory, router } from '@/server/shared/trpc';
import { createContext } from './context';
import { appRouter } from './root';

let organization: TestOrganization;
let owner: TestPerson;
let lines: Record<string, unknown>[];

beforeAll(async () => {
  organization = await makeOrganization();
  owner = await makePerson([{ role: 'owner', place: { kind: 'organization', organizationId: organization.id } }]);
});
beforeEach(() => {
  lines = [];
  overrideLog((line) => lines.push(JSON.parse(line) as Record<string, unknown>));
});
afterEach(() => overrideLog());

/** A call as a browser makes it, through the handler that serves `/api/trpc`; gives its correlation id and its answer. */
async function post(person: TestPerson, path: string, input: object) {
  let correlationId = '';
  const cookie = Object.entries(person.cookies).map(([name, value]) => `${name}=${value}`).join('; '); // prettier-ignore
  const response = await fetchRequestHandler({
    endpoint: '/api/trpc',
    req: new Request(`http://portal.test/api/trpc/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ json: input }),
    }),
    router: appRouter,
    createContext({ req }) {
      const context = createContext(req.headers);
      correlationId = context.correlationId;
      return context;
    },
  });
  return { correlationId, status: response.status, body: (await response.json()) as unknown };
}

const ofRequest = (correlationId: string) => lines.filter((line) => line['correlationId'] === correlationId);

describe('a correlation id', () => {
  it('leads from a request to the audit rows and the events that it caused', async () => {
    const { correlationId, status } = await post(owner, 'iam.projects.rename', {
      projectId: organization.projectId,
      name: 'Renamed',
    });
    expect(status).toBe(200);
    expect(await database().auditEntry.findMany({ where: { correlationId } })).toMatchObject([
      { action: 'iam.project.updated', result: 'ok' },
    ]);
    const events = await database().outboxEvent.findMany({ where: { correlationId } });
    expect(events.map(({ type }) => type).sort()).toEqual(['audit.entry_appended', 'iam.tree_changed']);
  });

  it('leads from the refusal on the screen to its line in the log and its row in the trail', async () => {
    const stranger = await makePerson();
    const { correlationId, status, body } = await post(stranger, 'iam.projects.rename', {
      projectId: organization.projectId,
      name: 'Mine',
    });
    expect(status).toBe(404);
    expect(body).toMatchObject({
      error: { json: { code: -32004, data: { code: 'shared.not_found', kind: 'not_found', correlationId } } },
    });
    expect(ofRequest(correlationId)).toMatchObject([
      { msg: 'procedure failed', procedure: 'iam.projects.rename', code: 'shared.not_found' },
    ]);
    expect(await database().auditEntry.findMany({ where: { correlationId } })).toMatchObject([{ result: 'denied' }]);
  });

  it('is another one for every request', async () => {
    const first = await post(owner, 'iam.projects.rename', {});
    const second = await post(owner, 'iam.projects.rename', {});
    expect(first).toMatchObject({ status: 400, body: { error: { json: { code: -32600 } } } });
    expect(first.correlationId).not.toBe(second.correlationId);
  });
});

describe('the log', () => {
  const sample = router({
    breaks: baseProcedure.input(z.object({ password: z.string() })).mutation(() => {
      throw Object.assign(new RangeError('a defect'), { password: 'hunter2' });
    }),
    works: baseProcedure.query(() => 'fine'),
  });
  const call = () => createCallerFactory(sample)(owner.context());

  it('tells a defect as an error with its cause, and the person only that something went wrong', async () => {
    await expect(call().breaks({ password: 'hunter2' })).rejects.toThrow('a defect');
    expect(lines).toMatchObject([
      { level: 50, msg: 'procedure failed', procedure: 'breaks', type: 'mutation', code: 'shared.internal' },
    ]);
    expect(JSON.stringify(lines)).toContain('a defect');
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });

  it('says nothing of a call that succeeded', async () => {
    expect(await call().works()).toBe('fine');
    expect(lines).toEqual([]);
  });
});
