import { findOrganization, type Scope } from '@/server/platform/iam';
import { processNow } from '@/server/shared/clock';
import type { Db } from '@/server/shared/db';
import { uuidFromId } from '@/server/shared/ids';
import type { Money } from '@/server/shared/money';
import type { ResourceId } from '../billing.types';
import { findNames } from './names.repository';
import * as repository from './spend.repository';
import {
  LAYERS_MAX,
  type Period,
  type SpendBar,
  type SpendBucket,
  type SpendGroup,
  type SpendLayer,
  type SpendLine,
  type SpendSeries,
} from './spend.types';

const OTHER = 'other';

/** Currency and time zone in which a scope's money is counted. The platform itself has no account: UTC, and no amounts. */
export async function frameOf(
  db: Db,
  scope: Scope,
): Promise<{ currency: string; timeZone: string; billingAccountId: string | null }> {
  if (scope.kind === 'platform') return { currency: 'EUR', timeZone: 'UTC', billingAccountId: null };
  const organizationId = uuidFromId(scope.organizationId);
  const account = await db.billingAccount.findUnique({ where: { organizationId } });
  const organization = await findOrganization(db, scope.organizationId);
  return {
    currency: account?.currency ?? 'EUR',
    timeZone: organization?.timeZone ?? 'UTC',
    billingAccountId: account?.id ?? null,
  };
}

/** Spend over time, stacked. */
export async function readSeries(
  db: Db,
  scope: Scope,
  query: Period & { bucket: SpendBucket; groupBy: SpendGroup },
): Promise<SpendSeries> {
  const { currency, timeZone } = await frameOf(db, scope);
  const money = (micros: bigint): Money => ({ currency, micros });
  const cells = await repository.sumByBar(db, scope, { ...query, timeZone });
  const running = await repository.readRunning(db, scope, processNow());
  const totals = new Map<string, bigint>();
  for (const cell of cells) totals.set(cell.key, (totals.get(cell.key) ?? 0n) + cell.micros);
  const ranked = [...totals].sort(([, a], [, b]) => (a < b ? 1 : -1));
  const kept = ranked.length > LAYERS_MAX ? ranked.slice(0, LAYERS_MAX - 1) : ranked;
  const names = await findNames(
    db,
    query.groupBy,
    kept.map(([key]) => key),
  );
  const keyOf = (key: string) => names.get(key)?.id ?? OTHER;
  const layers: SpendLayer[] = kept.map(([key, micros]) => ({
    key: keyOf(key),
    label: names.get(key)?.name ?? key,
    total: money(micros),
  }));
  const postedMicros = ranked.reduce((sum, [, micros]) => sum + micros, 0n);
  if (kept.length < ranked.length) {
    const keptMicros = kept.reduce((sum, [, micros]) => sum + micros, 0n);
    layers.push({
      key: OTHER,
      label: `${ranked.length - kept.length} others`,
      total: money(postedMicros - keptMicros),
    });
  }
  return {
    currency,
    timeZone,
    layers,
    bars: barsOf(await repository.listBars(db, { ...query, timeZone }), { cells, keyOf }),
    posted: money(postedMicros),
    takenBack: money(cells.reduce((sum, cell) => sum + cell.backMicros, 0n)),
    accrued: money(running.accrued),
    runningPerHour: money(running.perHour),
    unratedRecords: await repository.countUnrated(db, scope, query),
  };
}

function barsOf(
  starts: readonly Date[],
  { cells, keyOf }: { cells: readonly repository.CellRow[]; keyOf: (key: string) => string },
): SpendBar[] {
  const bars = new Map<number, SpendBar>(starts.map((at) => [at.getTime(), { at, micros: {} }]));
  for (const cell of cells) {
    const bar = bars.get(cell.at.getTime());
    if (!bar) throw new RangeError(`no bar begins at ${cell.at.toISOString()}`);
    const key = keyOf(cell.key);
    bar.micros[key] = (bar.micros[key] ?? 0n) + cell.micros;
  }
  return [...bars.values()];
}

/** The dearest of a group in a period, at most `limit`. */
export async function readTop(
  db: Db,
  scope: Scope,
  query: Period & { groupBy: SpendGroup; limit: number },
): Promise<SpendLine[]> {
  const { currency } = await frameOf(db, scope);
  const rows = await repository.sumByGroup(db, scope, query);
  const lines = new Map<string, { micros: bigint; quantities: Record<string, bigint> }>();
  for (const row of rows) {
    const line = lines.get(row.key) ?? { micros: 0n, quantities: {} };
    line.micros += row.micros;
    line.quantities[row.unit] = row.quantity;
    lines.set(row.key, line);
  }
  const top = [...lines].sort(([, a], [, b]) => (a.micros < b.micros ? 1 : -1)).slice(0, query.limit);
  const names = await findNames(
    db,
    query.groupBy,
    top.map(([key]) => key),
  );
  return top.map(([key, line]) => ({
    key: names.get(key)?.id ?? key,
    label: names.get(key)?.name ?? key,
    amount: { currency, micros: line.micros },
    quantities: line.quantities,
  }));
}

/** What a resource has cost so far: posted, and accrued since. */
export interface ResourceCost {
  posted: Money;
  accrued: Money;
  /** While it runs; zero otherwise. */
  perHour: Money;
}

/** Cost so far of resources, by their ids. A resource that was never billed has zeros. */
export async function accruedFor(db: Db, resourceIds: readonly ResourceId[]): Promise<Map<ResourceId, ResourceCost>> {
  const byUuid = new Map(resourceIds.map((id) => [uuidFromId(id), id]));
  const rows = await repository.readCosts(db, [...byUuid.keys()], processNow());
  const costs = new Map<ResourceId, ResourceCost>();
  for (const row of rows) {
    const id = byUuid.get(row.resourceId);
    const money = (micros: bigint): Money => ({ currency: row.currency ?? 'EUR', micros });
    if (id) costs.set(id, { posted: money(row.posted), accrued: money(row.accrued), perHour: money(row.perHour) });
  }
  return costs;
}
