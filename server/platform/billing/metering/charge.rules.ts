import type { Leg } from '../ledger/ledger.types';
import { estimateMicros } from '../prices/price.rules';
import { quantityOf, rateInterval } from './rating.rules';
import type { Meter, PastRecord, Purse, UsageRow } from './metering.types';

/** What a window writes: usage, the legs that pay for it, and who has nothing left to pay the next one from. */
export interface ChargePlan {
  usage: UsageRow[];
  /** Empty when nothing is charged. */
  legs: Leg[];
  /** Micros captured per hold. */
  captured: Map<string, bigint>;
  purse: Purse;
  /** Resources (uuids) whose hold is used up while no funds are left. */
  exhausted: string[];
}

/**
 * Plans one window: each due meter is rated up to `endMs` (its stop, where that is earlier) and pays from its hold first, then
 * from funds down to the floor; the rest is owed (invariant 6: metered and posted never part). One credit leg per product.
 */
export function planCharges(meters: readonly Meter[], endMs: number, purse: Purse): ChargePlan {
  let availableMicros = purse.availableMicros;
  const holdLeft = new Map(meters.map((meter) => [meter.resourceId, meter.holdLeftMicros]));
  const captured = new Map<string, bigint>();
  const revenue = new Map<string, bigint>();
  const charged = new Set<string>();
  const usage: UsageRow[] = [];
  const legs: Leg[] = [];
  for (const meter of meters) {
    const row = rateMeter(meter, endMs);
    if (!row) continue;
    usage.push(row);
    const chargeMicros = row.chargeMicros ?? 0n;
    if (chargeMicros === 0n) continue;
    const heldMicros = holdLeft.get(meter.resourceId) ?? 0n;
    const fromHold = min(chargeMicros, heldMicros);
    const fromFunds = min(chargeMicros - fromHold, availableMicros > 0n ? availableMicros : 0n);
    const owed = chargeMicros - fromHold - fromFunds;
    const about = aboutUsage(row);
    if (fromHold > 0n) legs.push({ ...about, account: 'holds', amountMicros: -fromHold, holdId: meter.holdId });
    if (fromFunds > 0n) legs.push({ ...about, account: 'customer_funds', amountMicros: -fromFunds });
    if (owed > 0n) legs.push({ ...about, account: 'receivable', amountMicros: -owed });
    if (meter.holdId && fromHold > 0n) captured.set(meter.holdId, (captured.get(meter.holdId) ?? 0n) + fromHold);
    holdLeft.set(meter.resourceId, heldMicros - fromHold);
    availableMicros -= fromFunds;
    revenue.set(meter.product, (revenue.get(meter.product) ?? 0n) + chargeMicros);
    if (meter.stopMs === null) charged.add(meter.resourceId);
  }
  for (const [product, amountMicros] of revenue) {
    legs.push({ account: 'revenue', accountProduct: product, product, amountMicros });
  }
  const exhausted = availableMicros > 0n ? [] : [...charged].filter((id) => (holdLeft.get(id) ?? 0n) === 0n);
  return { usage, legs, captured, purse: { availableMicros }, exhausted };
}

/** The usage of a meter up to `endMs` or its stop; undefined when there is none. */
function rateMeter(meter: Meter, endMs: number): UsageRow | undefined {
  const until = meter.stopMs === null ? endMs : Math.min(endMs, meter.stopMs);
  if (until <= meter.throughMs) return undefined;
  const quantity = quantityOf(meter.multiplier, meter.throughMs, until);
  const interval = { kind: 'usage', meter, startMs: meter.throughMs, endMs: until, quantity } as const;
  if (meter.microsPerHour === null) return { ...interval, chargeMicros: null, remainderAfter: meter.remainder };
  const rated = rateInterval({ quantity, microsPerHour: meter.microsPerHour, remainder: meter.remainder });
  return { ...interval, chargeMicros: rated.chargeMicros, remainderAfter: rated.remainder };
}

/**
 * What was metered past the real stop: one record for each that reaches past it, which takes its end back, with the legs that
 * return the money: what is owed first, then funds. A record's attribution is its own, whatever its meter's is by now.
 */
export function planCorrections(
  meter: Meter,
  past: readonly PastRecord[],
  owedMicros: bigint,
): { usage: UsageRow[]; legs: Leg[] } {
  const usage = past.map((record) => correct(meter, record));
  const byDepartment = Map.groupBy(usage, (row) => row.meter.departmentId);
  const legs: Leg[] = [];
  let owedLeftMicros = owedMicros;
  for (const [departmentId, rows] of byDepartment) {
    const quantity = rows.reduce((sum, row) => sum + row.quantity, 0n);
    const backMicros = rows.reduce((sum, row) => sum - (row.chargeMicros ?? 0n), 0n);
    if (backMicros === 0n) continue;
    const about = aboutUsage({ meter: { ...meter, departmentId }, quantity });
    const settled = min(backMicros, owedLeftMicros);
    legs.push({ ...about, account: 'revenue', accountProduct: meter.product, amountMicros: -backMicros });
    if (settled > 0n) legs.push({ ...about, account: 'receivable', amountMicros: settled });
    if (backMicros > settled) legs.push({ ...about, account: 'customer_funds', amountMicros: backMicros - settled });
    owedLeftMicros -= settled;
  }
  return { usage, legs };
}

/** Takes the end of a record back, from the stop where that lies inside of it; never more than the record charged. */
function correct(meter: Meter, record: PastRecord): UsageRow {
  const { departmentId, endMs, remainderAfter: remainder } = record;
  const startMs = Math.max(meter.stopMs ?? endMs, record.startMs);
  const quantity = -quantityOf(meter.multiplier, startMs, endMs);
  const { microsPerHour } = meter;
  const rated =
    microsPerHour === null ? { chargeMicros: null, remainder } : rateInterval({ quantity, microsPerHour, remainder });
  return {
    kind: 'correction',
    meter: { ...meter, departmentId, remainder },
    startMs,
    endMs,
    quantity,
    chargeMicros: rated.chargeMicros,
    remainderAfter: rated.remainder,
    correctsId: record.id,
  };
}

/** How much a hold gets to reach ahead again. */
export interface Extension {
  meter: Meter;
  amountMicros: bigint;
}

/**
 * Extends the holds of running work to `holdMs` ahead where less than half of that is left: extending at every window would
 * double the entries for the same promise. Takes what funds allow, in the order given.
 */
export function planExtensions(meters: readonly Meter[], plan: ChargePlan, holdMs: number): Extension[] {
  let availableMicros = plan.purse.availableMicros;
  const extensions: Extension[] = [];
  for (const [meter, microsPerHour] of running(meters)) {
    if (availableMicros <= 0n) break;
    const leftMicros = meter.holdLeftMicros - (plan.captured.get(meter.holdId ?? '') ?? 0n);
    const wantedMicros = estimateMicros(microsPerHour, holdMs);
    if (leftMicros * 2n >= wantedMicros) continue;
    const amountMicros = min(wantedMicros - leftMicros, availableMicros);
    extensions.push({ meter, amountMicros });
    availableMicros -= amountMicros;
  }
  return extensions;
}

/** One meter per running resource with a hold, with what the resource costs per hour over all of its units. */
function running(meters: readonly Meter[]): Iterable<[Meter, bigint]> {
  const byResource = new Map<string, [Meter, bigint]>();
  for (const meter of meters) {
    if (meter.stopMs !== null || !meter.holdId || meter.microsPerHour === null) continue;
    const rate = meter.microsPerHour * BigInt(meter.multiplier);
    byResource.set(meter.resourceId, [meter, (byResource.get(meter.resourceId)?.[1] ?? 0n) + rate]);
  }
  return byResource.values();
}

/** The two legs of an extension. */
export function extensionLegs({ meter, amountMicros }: Extension): Leg[] {
  const { departmentId, projectId, actorId, product, resourceId, holdId } = meter;
  const about = { departmentId, projectId, actorId, product, resourceId, holdId };
  return [
    { ...about, account: 'customer_funds', amountMicros: -amountMicros },
    { ...about, account: 'holds', amountMicros },
  ];
}

function aboutUsage({ meter, quantity }: Pick<UsageRow, 'meter' | 'quantity'>) {
  const { departmentId, projectId, actorId, product, resourceId, unit, priceSnapshotId } = meter;
  return { departmentId, projectId, actorId, product, resourceId, unit, quantity, priceSnapshotId };
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
