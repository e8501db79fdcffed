import '@/server/root';
import { allDrivers, enrol, reconcileDriver, registerDriver, retireNode } from '@/server/products/gpuaas';
import { overrideClock, processNow } from '@/server/shared/clock';
import { database, inTransaction } from '@/server/shared/db';
import { env } from '@/server/shared/env';
import { stopJobQueue } from '@/server/shared/jobs';
import { withCorrelation, newCorrelationId } from '@/server/shared/log';
import { seedOrganization } from './people';
import { createPastDriver, PAST_DRIVER } from './past-driver';
import { seedPast, startSession } from './past';
import { createRandom } from './random';

const SEED = 20_260_101;
const PAST_DAYS = 92;
const RUNNING = ['L40S:1', 'A100:1', 'cpu', 'cpu'] as const;

/** Fills an empty database with the demo organization. Gives one sentence on what it did; throws one on why not. */
async function seedDemo(): Promise<string> {
  const { profile } = env();
  if (!profile.allowDemoData)
    throw new Error(`The ${profile.name} profile refuses demo data: use --demo, which is a profile of its own.`);
  const db = database();
  if ((await db.organization.count()) > 0) return describeExisting();
  const now = processNow();
  const random = createRandom(SEED);
  const startMs = now.getTime() - (PAST_DAYS + 2) * 24 * 3_600_000;
  overrideClock(() => new Date(startMs));
  const past = createPastDriver(profile);
  registerDriver(past);
  const node = await enrol(PAST_DRIVER, await past.inventory());
  const organization = await seedOrganization();
  const summary = await seedPast(organization, { days: PAST_DAYS, now, random });
  overrideClock(undefined);
  await inTransaction((tx) => retireNode(tx, node.id));
  const running = await seedPresent(organization.projects);
  return `Demo: ${organization.projects.length} projects, ${summary.launches} past workspaces, ${running} starting now`;
}

/** Demo data that is whole is left as it is; anything else is refused. The past's node is retired as the last step of the past. */
async function describeExisting(): Promise<string> {
  const db = database();
  if ((await db.user.count({ where: { isDemo: true } })) === 0)
    throw new Error(
      'This data folder has an organization already; demo data is refused. Choose another folder with DATA_DIR.',
    );
  if ((await db.node.count({ where: { driver: PAST_DRIVER, state: 'retired' } })) === 0)
    throw new Error(
      'Filling in the demo data was cut short the last time. End it with npm run stop, remove the data folder, and start again.',
    );
  return 'The demo organization is there';
}

/** Launches on this machine's own runtime, to be provisioned for real once the portal runs. */
async function seedPresent(projects: Awaited<ReturnType<typeof seedOrganization>>['projects']): Promise<number> {
  for (const driver of allDrivers()) {
    if (driver.name !== PAST_DRIVER) await reconcileDriver(driver);
  }
  let running = 0;
  for (const [index, sku] of RUNNING.entries()) {
    const project = projects[index % projects.length];
    if (!project) continue;
    const id = await startSession({ project, person: project.members[0], name: `live-${index + 1}`, sku });
    if (id) running += 1;
  }
  return running;
}

withCorrelation(newCorrelationId(), seedDemo)
  .then(
    (sentence) => process.stdout.write(`${sentence}\n`),
    (error: unknown) => {
      process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    },
  )
  .finally(async () => {
    await stopJobQueue(1_000);
    await database().$disconnect();
    process.exit();
  });
