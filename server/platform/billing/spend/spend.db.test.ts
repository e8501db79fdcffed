import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationScope, ProjectScope } from '@/server/platform/iam';
import { overrideClock } from '@/server/shared/clock';
import { database, inTransaction } from '@/server/shared/db';
import { idFromUuid, newId, newUuid, type Id } from '@/server/shared/ids';
import { makeSnapshot, makeTenant, OPERATOR, uuid, type TestTenant } from '../billing.testkit';
import type { Attribution } from '../billing.types';
import { readAccount } from '../accounts/account.query';
import { readBudget } from '../budgets/budget.query';
import { setBudget } from '../budgets/budget.service';
import { gateLaunch } from '../holds/hold.service';
import { findTransaction, listTransactions } from '../ledger/ledger.query';
import { startMetering } from '../metering/metering.service';
import { runMeterTick } from '../metering/metering.tick';
import { accruedFor, readSeries, readTop } from './spend.query';
import { listUsage } from './usage.query';

const START = Date.parse('2026-03-10T22:30:00Z');
const HOUR_MS = 3_600_000;
let tenant: TestTenant;
let other: Attribution;
let organization: OrganizationScope;
let project: ProjectScope;
const resource = { id: newId('alc'), name: 'quiet-lab' };

async function run(attribution: Attribution, what: typeof resource): Promise<void> {
  const snapshot = await makeSnapshot(1_000_000n);
  await inTransaction(async (tx) => {
    await gateLaunch(tx, { attribution, resource: what, estimateMicros: 1_000_000n });
    const at = new Date(START);
    await startMetering(tx, {
      resourceId: what.id,
      unit: 'gpu-second',
      attribution,
      priceSnapshotId: snapshot.id,
      at,
      source: 'clock',
    });
  });
}

beforeAll(async () => {
  overrideClock(() => new Date(START));
  tenant = await makeTenant(100_000_000n, 'Europe/Berlin');
  const projectId = newUuid();
  const [organizationId, departmentId] = [uuid(tenant.organizationId), uuid(tenant.attribution.departmentId)];
  await inTransaction((tx) =>
    tx.db.project.create({
      data: { id: projectId, organizationId, departmentId, slug: 'mirrors', name: 'Mirrors', createdAt: tx.now },
    }),
  );
  other = { ...tenant.attribution, projectId: idFromUuid('prj', projectId), actorId: newId('usr') };
  // Only iam mints scopes; the test stands where a proven right would.
  organization = { kind: 'organization', organizationId: tenant.organizationId } as OrganizationScope;
  project = { ...tenant.attribution, kind: 'project' } as unknown as ProjectScope;
  await run(tenant.attribution, resource);
  await run(other, { id: newId('alc'), name: 'loud-lab' });
  overrideClock(() => new Date(START + 3 * HOUR_MS + 1_800_000));
  await runMeterTick({ windowMs: HOUR_MS, holdMs: HOUR_MS });
});
afterAll(() => overrideClock(undefined));

const period = { from: new Date('2026-03-01T00:00:00Z'), to: new Date('2026-04-01T00:00:00Z') };

describe('spend', () => {
  it('adds up over bars and layers, in days of the organization, with what has accrued since', async () => {
    const series = await readSeries(database(), organization, { ...period, bucket: 'day', groupBy: 'project' });
    expect(series.timeZone).toBe('Europe/Berlin');
    expect(series.layers.map((layer) => layer.label).sort()).toEqual(['Lenses', 'Mirrors']);
    const paid = series.bars.filter((bar) => Object.keys(bar.micros).length > 0);
    expect(paid.map((bar) => bar.at.toISOString())).toEqual(['2026-03-09T23:00:00.000Z', '2026-03-10T23:00:00.000Z']);
    // Summer time begins on the 29th: a day of 23 hours, and still one bar per day.
    expect(series.bars).toHaveLength(32);
    expect(series.bars.at(-1)?.at.toISOString()).toBe('2026-03-31T22:00:00.000Z');
    const drawn = series.bars.flatMap((bar) => Object.values(bar.micros)).reduce((sum, micros) => sum + micros, 0n);
    expect(drawn).toBe(series.posted.micros);
    expect(series.posted.micros + series.accrued.micros).toBe(7_000_000n);
    expect(series.runningPerHour.micros).toBe(2_000_000n);
  });

  it('shows a project nothing of the others', async () => {
    const series = await readSeries(database(), project, { ...period, bucket: 'hour', groupBy: 'resource' });
    expect(series.layers.map((layer) => [layer.key, layer.label])).toEqual([[resource.id, 'quiet-lab']]);
    const top = await readTop(database(), project, { ...period, groupBy: 'person', limit: 5 });
    expect(top).toHaveLength(1);
    const usage = await listUsage(database(), project, { filter: {}, limit: 50 });
    expect(usage.items.every((row) => row.resourceName === 'quiet-lab')).toBe(true);
  });

  it('leads from a usage record to the ledger, and from there shows a project only its own entries', async () => {
    const usage = await listUsage(database(), project, { filter: { resourceId: resource.id }, limit: 1 });
    const transactionId = usage.items[0]?.transactionId ?? newId('ltx');
    const where = { billingAccountId: uuid(tenant.accountId), transactionId };
    const whole = await findTransaction(database(), where, organization);
    const own = await findTransaction(database(), where, project);
    expect(whole?.entries.length).toBeGreaterThan(own?.entries.length ?? 0);
    expect(own?.entries.every((entry) => entry.projectName === 'Lenses')).toBe(true);
    expect(own?.sentence).not.toContain('others');
    const stranger = {
      kind: 'project',
      organizationId: tenant.organizationId,
      projectId: newId('prj'),
    } as unknown as ProjectScope;
    expect(await findTransaction(database(), where, stranger)).toBeUndefined();
  });

  it('leads from the layer that gathers the rest to its records: all that the others do not name', async () => {
    const all = await listUsage(database(), organization, { filter: {}, limit: 50 });
    const rest = await listUsage(database(), organization, { filter: { exceptResourceIds: [resource.id] }, limit: 50 });
    const own = await listUsage(database(), organization, { filter: { resourceId: resource.id }, limit: 50 });
    expect(rest.total + own.total).toBe(all.total);
    expect(new Set(rest.items.map((row) => row.resourceName))).toEqual(new Set(['loud-lab']));
    const others = { exceptPersonIds: [tenant.attribution.actorId, other.actorId] as Id<'usr'>[] };
    expect((await listUsage(database(), organization, { filter: others, limit: 50 })).total).toBe(0);
  });

  it('pages usage and the ledger without losing or repeating a row', async () => {
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await listUsage(database(), organization, { filter: {}, cursor, limit: 1 });
      page.items.forEach((row) => seen.add(row.id));
      cursor = page.nextCursor ?? undefined;
      if (!cursor) expect(seen.size).toBe(page.total);
    } while (cursor);
    const seqs: bigint[] = [];
    do {
      const page = await listTransactions(database(), uuid(tenant.accountId), { filter: {}, cursor, limit: 2 });
      seqs.push(...page.items.map((row) => row.seq));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seqs).toEqual(seqs.map((_, n) => BigInt(seqs.length - n)));
  });

  it('finds transactions by the name of a resource and reads them as sentences', async () => {
    const page = await listTransactions(database(), uuid(tenant.accountId), { filter: { text: 'quiet' }, limit: 50 });
    expect(page.items.map((row) => row.sentence)).toContain('1.00 EUR set aside for quiet-lab');
  });

  it('gives posted and accrued money per resource, and the account with its derived balances', async () => {
    const costs = await accruedFor(database(), [resource.id]);
    const cost = costs.get(resource.id);
    expect((cost?.posted.micros ?? 0n) + (cost?.accrued.micros ?? 0n)).toBe(3_500_000n);
    const account = await readAccount(database(), tenant.organizationId);
    expect(account?.balances.every((row) => row.balance.micros === row.derived.micros)).toBe(true);
    expect(account?.holdCount).toBe(2);
  });

  it('sets a budget, replaces it, and tells where it stands', async () => {
    const set = (amountMicros: bigint | null) =>
      inTransaction((tx) => setBudget(tx, { scope: project, amountMicros, isHard: true, actor: OPERATOR }));
    await set(1n);
    await set(10_000_000n);
    const view = await readBudget(database(), project);
    expect(view.budget?.micros).toBe(10_000_000n);
    expect(view.points.at(-1)?.micros).toBe(3_500_000n);
    expect(view.periodStart.toISOString()).toBe('2026-02-28T23:00:00.000Z');
    expect(view.forecast.micros).toBeGreaterThan(100_000_000n);
    await set(null);
    expect((await readBudget(database(), project)).budget).toBeNull();
  });
});
