import { adjustBalance, setBudget } from '@/server/platform/billing';
import {
  addDepartment,
  addMember,
  addPerson,
  addProject,
  bindRole,
  createOrganization,
  DEMO_PASSWORD,
  scopeFor,
  systemActor,
  type UserActor,
} from '@/server/platform/iam';
import { database, inTransaction, type Tx } from '@/server/shared/db';
import { newId, type Id } from '@/server/shared/ids';
import { DEPARTMENTS, ORGANIZATION, PEOPLE, type PersonPlan, type ProjectPlan } from './cast';

/** A project of the demo and who launches in it. */
export interface SeededProject {
  id: Id<'prj'>;
  plan: ProjectPlan;
  members: [UserActor, ...UserActor[]];
}

export interface SeededOrganization {
  organizationId: Id<'org'>;
  owner: UserActor;
  projects: SeededProject[];
}

const SEED_ACTOR = systemActor('demo data');
const MICROS = 1_000_000n;
const FUNDING_PER_MONTH = 18_000n * MICROS;

interface Places {
  organizationId: Id<'org'>;
  departments: Map<string, Id<'dep'>>;
  projects: Map<string, Id<'prj'>>;
}

/** Makes the organization, its tree, its people and their roles, as an owner would. */
export async function seedOrganization(): Promise<SeededOrganization> {
  const places = await inTransaction(makeTree);
  const people = new Map<string, UserActor>();
  for (const plan of PEOPLE) people.set(plan.name, await inTransaction((tx) => makePerson(tx, places, plan)));
  const owner = people.get(PEOPLE[0]?.name ?? '');
  if (!owner) throw new RangeError('the demo has nobody');
  await setBudgets(places, owner);
  const projects = DEPARTMENTS.flatMap((department) => department.projects).map((plan): SeededProject => {
    const members = PEOPLE.filter(({ roles }) =>
      roles.some(({ role, at }) => at === plan.name && role !== 'project_viewer'),
    );
    const [first = owner, ...others] = members.flatMap(({ name }) => people.get(name) ?? []);
    return { id: idOf(places.projects, plan.name), plan, members: [first, ...others] };
  });
  return { organizationId: places.organizationId, owner, projects };
}

async function makeTree(tx: Tx): Promise<Places> {
  const { name, timeZone } = ORGANIZATION;
  const { organizationId } = await createOrganization(tx, SEED_ACTOR, { name, timeZone });
  const departments = new Map<string, Id<'dep'>>();
  const projects = new Map<string, Id<'prj'>>();
  for (const plan of DEPARTMENTS) {
    const department = await addDepartment(tx, SEED_ACTOR, { organizationId, name: plan.name });
    departments.set(plan.name, department.id);
    for (const { name: projectName } of plan.projects) {
      const project = await addProject(tx, SEED_ACTOR, {
        organizationId,
        departmentId: department.id,
        name: projectName,
      });
      projects.set(projectName, project.id);
    }
  }
  return { organizationId, departments, projects };
}

async function makePerson(tx: Tx, places: Places, plan: PersonPlan): Promise<UserActor> {
  const email = `${plan.name.toLowerCase().replaceAll(' ', '.')}@${ORGANIZATION.domain}`;
  const id = await addPerson(tx, { email, name: plan.name, password: DEMO_PASSWORD, isDemo: true });
  const { organizationId } = places;
  await addMember(tx, SEED_ACTOR, { organizationId, userId: id });
  for (const { role, at } of plan.roles) {
    await bindRole(tx, SEED_ACTOR, { principalId: id, role, effect: 'allow', place: placeOf(places, at) });
  }
  return { kind: 'user', id, name: plan.name, sessionId: newId('ses'), ipAddress: null, userAgent: 'demo data' };
}

function placeOf(places: Places, name: string | undefined) {
  const { organizationId } = places;
  if (name === undefined) return { kind: 'organization' as const, organizationId };
  if (name === 'platform') return { kind: 'platform' as const };
  const departmentId = places.departments.get(name);
  if (departmentId) return { kind: 'department' as const, organizationId, departmentId };
  const parent = DEPARTMENTS.find((department) => department.projects.some((project) => project.name === name));
  return {
    kind: 'project' as const,
    organizationId,
    departmentId: idOf(places.departments, parent?.name ?? ''),
    projectId: idOf(places.projects, name),
  };
}

async function setBudgets(places: Places, owner: UserActor): Promise<void> {
  const db = database();
  const permission = 'billing.budget.set';
  for (const department of DEPARTMENTS) {
    const departmentId = idOf(places.departments, department.name);
    const scope = await scopeFor(db, { actor: owner, permission, ref: { kind: 'department', departmentId } });
    if (scope) await inTransaction((tx) => setBudget(tx, budgetOf(scope, department.budget, owner)));
    for (const project of department.projects) {
      const projectId = idOf(places.projects, project.name);
      const inside = await scopeFor(db, { actor: owner, permission, ref: { kind: 'project', projectId } });
      if (inside) await inTransaction((tx) => setBudget(tx, budgetOf(inside, project.budget, owner)));
    }
  }
}

function budgetOf<S>(scope: S, amount: number, actor: UserActor) {
  return { scope, amountMicros: BigInt(amount) * MICROS, isHard: false, actor };
}

/** What the university pays in at the start of a month. */
export async function fundMonth(organization: SeededOrganization, month: string): Promise<void> {
  await inTransaction((tx) =>
    adjustBalance(tx, {
      organizationId: organization.organizationId,
      amountMicros: FUNDING_PER_MONTH,
      reason: `Demo: funding for ${month}`,
      idempotencyKey: `demo-funding-${month}`,
      actor: organization.owner,
    }),
  );
}

function idOf<T>(ids: ReadonlyMap<string, T>, name: string): T {
  const id = ids.get(name);
  if (id === undefined) throw new RangeError(`the demo has no "${name}"`);
  return id;
}
