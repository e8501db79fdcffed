import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { BUILT_IN_ROLES, roleHolds, type BuiltInRoleName } from '@/server/platform/iam';
import {
  contextWith,
  makeOrganization,
  makePerson,
  type TestOrganization,
  type TestPerson,
} from '@/server/platform/iam/iam.testkit';
import { registeredNames } from '@/server/platform/registry';
import { newId, type IdPrefix } from '@/server/shared/ids';
import { asAppError } from '@/server/shared/trpc';
import { appRouter } from './root';
import {
  inputsFor,
  insertBareResources,
  proceduresOf,
  runGuards,
  type KnownIds,
  type Level,
  type StepResult,
  type WalkedProcedure,
} from './walk.testkit';

const procedures = proceduresOf(appRouter);
const guardedOnes = procedures.filter(({ meta }) => meta.permission !== undefined);
const CORRELATION = 'c'.repeat(32);
const ANY_PREFIXES = [
  'usr',
  'ses',
  'rbd',
  'inv',
  'ltx',
  'lac',
  'usg',
  'bud',
  'nod',
  'slt',
  'sku',
  'aud',
  'hld',
  'prb',
] as const;

interface Placed {
  role: BuiltInRoleName;
  level: Level;
  person: TestPerson;
}

let organization: TestOrganization;
let ids: KnownIds;
let placed: Placed[];
let stranger: TestPerson;
let superadmin: TestPerson;

beforeAll(async () => {
  organization = await makeOrganization();
  ids = { ...someIds(), ...treeIds(), ...(await insertBareResources(organization)) };
  placed = [];
  for (const role of Object.keys(BUILT_IN_ROLES) as BuiltInRoleName[]) {
    for (const level of BUILT_IN_ROLES[role].scopeKinds) {
      placed.push({ role, level, person: await makePerson([{ role, place: placeAt(level) }]) });
    }
  }
  const [first] = placed;
  if (first?.role !== 'platform_superadmin') throw new Error('the widest role stands first');
  superadmin = first.person;
  const foreign = await makeOrganization();
  stranger = await makePerson([{ role: 'owner', place: { kind: 'organization', organizationId: foreign.id } }]);
});

function treeIds() {
  return {
    organizationId: organization.id,
    departmentId: organization.departmentId,
    projectId: organization.otherProjectId,
  };
}

function someIds(): KnownIds {
  return Object.fromEntries(ANY_PREFIXES.map((prefix: IdPrefix) => [`any_${prefix}`, newId(prefix)]));
}

function placeAt(level: Level) {
  const { organizationId, departmentId, projectId } = treeIds();
  if (level === 'platform') return { kind: level };
  if (level === 'organization') return { kind: level, organizationId };
  if (level === 'department') return { kind: level, organizationId, departmentId };
  return { kind: level, organizationId, projectId };
}

const DEPTH: Readonly<Record<Level, number>> = { platform: 0, organization: 1, department: 2, project: 3 };

/** All places of the walk lie on one path down the tree, so what is bound at a level counts there and deeper. */
const isExpected = ({ role, level }: Placed, permission: string, target: Level) =>
  DEPTH[level] <= DEPTH[target] && roleHolds(role, permission);

const call = (procedure: WalkedProcedure, person: TestPerson | null, input: unknown) =>
  runGuards(procedure, { ...contextWith(person?.cookies ?? {}), correlationId: CORRELATION }, input);

function codeOf(result: StepResult): string {
  if (result.ok) return 'allowed';
  return asAppError(result.error).code;
}

/** The error as it would go over the wire. */
function wireOf(procedure: WalkedProcedure, result: StepResult): string {
  if (result.ok) return 'allowed';
  const { errorFormatter } = appRouter._def._config;
  return JSON.stringify(
    errorFormatter({
      error: result.error as never,
      ctx: { ...contextWith({}), correlationId: CORRELATION },
      path: procedure.path,
      type: procedure.type as never,
      input: undefined,
      shape: { code: -32_603, message: '', data: { code: 'INTERNAL_SERVER_ERROR', httpStatus: 500 } },
    }),
  );
}

/** The inputs with which a guarded procedure reaches a place, with the level of that place. */
async function reachingInputs(procedure: WalkedProcedure): Promise<{ input: unknown; target: Level }[]> {
  const reaching: { input: unknown; target: Level }[] = [];
  const answers: string[] = [];
  for (const input of inputsFor(procedure.inputSchema, ids)) {
    const result = await call(procedure, superadmin, input);
    answers.push(codeOf(result));
    if (result.ok) reaching.push({ input, target: (result.ctx as { scope: { kind: Level } }).scope.kind });
  }
  if (reaching.length === 0)
    throw new Error(`${procedure.path}: no input of the walk is let through (${answers.join(', ')})`);
  return reaching;
}

describe('every procedure', () => {
  it('stands in the public contract that the guard reads from the source', () => {
    const contract = Object.keys(JSON.parse(readFileSync('docs/contract.json', 'utf8')) as object);
    expect(procedures.map(({ path }) => path).sort()).toEqual(contract.sort());
  });

  it('names a registered permission that some role holds, or why it needs none', () => {
    const registered = registeredNames('permissions');
    for (const { path, meta } of procedures) {
      if (meta.permission === undefined) expect(meta.reason, path).toMatch(/\w+ \w+ \w+/);
      else expect(registered, path).toContain(meta.permission);
    }
    const held = new Set(Object.values(BUILT_IN_ROLES).flatMap((role) => [...role.permissions] as string[]));
    expect([...held].filter((permission) => permission !== '*' && !registered.includes(permission))).toEqual([]);
  });

  it('sends whoever is signed out to sign in, unless it is open to all', async () => {
    for (const procedure of procedures) {
      const code = codeOf(await call(procedure, null, undefined));
      if (procedure.meta.open === 'public') expect(code, procedure.path).not.toBe('shared.unauthenticated');
      else expect(code, procedure.path).toBe('shared.unauthenticated');
    }
  });

  describe.each(guardedOnes.map((procedure) => [procedure.path, procedure] as const))('%s', (_, procedure) => {
    it('is open exactly to the roles whose table says so, and denied like something that does not exist', async () => {
      const permission = procedure.meta.permission ?? '';
      for (const { input, target } of await reachingInputs(procedure)) {
        const answers = await Promise.all(placed.map(({ person }) => call(procedure, person, input)));
        const allowed = placed
          .filter((_held, index) => answers[index]?.ok)
          .map(({ role, level }) => `${role} at ${level}`);
        const expected = placed
          .filter((held) => isExpected(held, permission, target))
          .map(({ role, level }) => `${role} at ${level}`);
        expect(allowed, `${permission} at ${target}`).toEqual(expected);

        const denied = await call(procedure, stranger, input);
        expect(codeOf(denied)).toBe('shared.not_found');
        const refusals = new Set(
          [...answers, denied].filter((answer) => !answer.ok).map((answer) => wireOf(procedure, answer)),
        );
        for (const missing of inputsFor(procedure.inputSchema, missingIds())) {
          const answer = await call(procedure, stranger, missing);
          if (codeOf(answer) !== 'shared.invalid_input') refusals.add(wireOf(procedure, answer));
        }
        expect([...refusals]).toHaveLength(1);
      }
    });
  });
});

/** Well-formed ids of things that were never made. */
function missingIds(): KnownIds {
  const prefixes: Record<string, IdPrefix> = {
    organizationId: 'org',
    departmentId: 'dep',
    projectId: 'prj',
    allocationId: 'alc',
    surfaceId: 'sfc',
  };
  return { ...someIds(), ...Object.fromEntries(Object.entries(prefixes).map(([key, prefix]) => [key, newId(prefix)])) };
}
