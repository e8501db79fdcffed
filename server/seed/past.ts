import { runMeterTick } from '@/server/platform/billing';
import { scopeFor, type UserActor } from '@/server/platform/iam';
import { driveProvision, driveRelease, launch, release } from '@/server/products/gpuaas';
import { overrideClock } from '@/server/shared/clock';
import { database } from '@/server/shared/db';
import { env } from '@/server/shared/env';
import { isAppError } from '@/server/shared/errors';
import { newUuid, type Id } from '@/server/shared/ids';
import { WORKSPACE_NAMES } from './cast';
import { fundMonth, type SeededOrganization, type SeededProject } from './people';
import type { Random } from './random';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MIB_PER_GIB = 1_024;
/** The past ends a little before now, so that nothing of it is still running. */
const MARGIN_MS = 30 * 60_000;

interface Happening {
  atMs: number;
  run: () => Promise<void>;
}

/** What the past came to. */
export interface PastSummary {
  launches: number;
  refused: number;
}

/**
 * Lives through `days` days up to now: people launch and release, months are funded, and once a day the meter runs, all through
 * the code that real use takes, with the clock set to the hour at hand.
 */
export async function seedPast(
  organization: SeededOrganization,
  options: { days: number; now: Date; random: Random },
): Promise<PastSummary> {
  const { meterWindowMs: windowMs, holdMs } = env().profile;
  const endMs = options.now.getTime() - MARGIN_MS;
  const startMs = midnightBefore(endMs) - options.days * DAY_MS;
  const summary: PastSummary = { launches: 0, refused: 0 };
  const agenda: Happening[] = [];
  for (let dayMs = startMs; dayMs < endMs; dayMs += DAY_MS) {
    const month = new Date(dayMs).toISOString().slice(0, 7);
    if (dayMs === startMs || new Date(dayMs).getUTCDate() === 1)
      agenda.push({ atMs: dayMs, run: () => fundMonth(organization, month) });
    agenda.push({ atMs: dayMs + DAY_MS - 1, run: async () => void (await runMeterTick({ windowMs, holdMs })) });
    for (const project of organization.projects) {
      for (const session of sessionsOf(project, dayMs, options.random)) {
        agenda.push({ atMs: session.startMs, run: () => begin(session, { agenda, endMs, summary }) });
      }
    }
  }
  await live(agenda, endMs);
  overrideClock(() => new Date(endMs));
  await runMeterTick({ windowMs, holdMs });
  return summary;
}

/** Does what is on the agenda in the order of time; what is done may put more on it. */
async function live(agenda: Happening[], endMs: number): Promise<void> {
  for (;;) {
    agenda.sort((a, b) => a.atMs - b.atMs);
    const next = agenda.shift();
    if (!next || next.atMs > endMs) return;
    overrideClock(() => new Date(next.atMs));
    await next.run();
  }
}

interface Session {
  project: SeededProject;
  person: UserActor;
  name: string;
  sku: string;
  startMs: number;
  durationMs: number;
}

/** Launches of one project on one day: mostly on working days, mostly by day, mostly for hours, now and then overnight. */
function sessionsOf(project: SeededProject, dayMs: number, random: Random): Session[] {
  const weekday = new Date(dayMs).getUTCDay();
  const share = weekday === 0 || weekday === 6 ? 0.25 : 1;
  const wanted = project.plan.launchesPerDay * share;
  const count = Math.floor(wanted) + (random.next() < wanted % 1 ? 1 : 0);
  return Array.from({ length: count }, () => {
    const isOvernight = random.next() < 0.15;
    const hours = isOvernight ? random.between(12, 30) : 0.5 + random.next() ** 2 * 8;
    return {
      project,
      person: random.pick(project.members),
      name: `${random.pick(WORKSPACE_NAMES)}-${random.between(1, 99)}`,
      sku: random.pick(project.plan.skus),
      startMs: dayMs + random.between(7 * 60, 18 * 60) * 60_000 + random.between(0, 59_999),
      durationMs: Math.round(hours * HOUR_MS),
    };
  });
}

interface Course {
  agenda: Happening[];
  endMs: number;
  summary: PastSummary;
}

async function begin(session: Session, course: Course): Promise<void> {
  const allocationId = await startSession(session);
  if (!allocationId) {
    course.summary.refused += 1;
    return;
  }
  course.summary.launches += 1;
  await driveProvision(allocationId);
  const atMs = Math.min(session.startMs + session.durationMs, course.endMs - 1);
  course.agenda.push({ atMs: Math.max(atMs, session.startMs + 1), run: () => end(session, allocationId) });
}

/** Asks for a workspace as the person would; undefined when the answer was an expected no. */
export async function startSession(
  session: Pick<Session, 'project' | 'person' | 'name' | 'sku'>,
): Promise<Id<'alc'> | undefined> {
  const { project, person, name, sku } = session;
  const ref = { kind: 'project' as const, projectId: project.id };
  const scope = await scopeFor(database(), { actor: person, permission: 'gpuaas.allocation.launch', ref });
  if (!scope) throw new RangeError(`${person.name} may not launch in ${project.plan.name}`);
  const skuCode = await skuCodeOf(sku);
  const wanted = { skuCode, name, image: 'base' as const, diskMib: 10 * MIB_PER_GIB, idempotencyKey: newUuid() };
  try {
    return (await launch(person, scope, wanted)).allocationId;
  } catch (error) {
    if (isAppError(error) && error.kind !== 'internal') return undefined;
    throw error;
  }
}

async function end(session: Session, allocationId: Id<'alc'>): Promise<void> {
  const ref = { kind: 'project' as const, projectId: session.project.id };
  const scope = await scopeFor(database(), { actor: session.person, permission: 'gpuaas.allocation.release', ref });
  if (!scope) throw new RangeError(`${session.person.name} may not release in ${session.project.plan.name}`);
  await release(session.person, scope, { allocationId, idempotencyKey: newUuid() });
  await driveRelease(allocationId);
}

/** "A100:2" → the code under which that size is offered here. */
async function skuCodeOf(plan: string): Promise<string> {
  const [model = '', count = '0'] = plan.split(':');
  const offered = await database().sku.findFirst({
    where:
      model === 'cpu'
        ? { shape: 'cpu', retiredAt: null }
        : { gpuModel: { contains: model }, gpuCount: Number(count), retiredAt: null },
  });
  if (!offered) throw new RangeError(`nothing offered fits ${plan}`);
  return offered.code;
}

function midnightBefore(ms: number): number {
  return ms - (ms % DAY_MS);
}
