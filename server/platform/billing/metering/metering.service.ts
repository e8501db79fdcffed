import type { ProjectMove } from '@/server/platform/iam';
import { requireRegistered } from '@/server/platform/registry';
import type { Tx } from '@/server/shared/db';
import { idFromUuid, newUuid, uuidFromId, type IdPrefix } from '@/server/shared/ids';
import * as accounts from '../accounts/account.repository';
import { refreshBalanceState } from '../accounts/account.state';
import { attributionRow, placedNow, rememberResource } from '../billing.attribution';
import '../billing.registration';
import { billingErrors } from '../billing.errors';
import { billingEvents } from '../billing.events';
import { closeHold, moveHolds } from '../holds/hold.service';
import { ensureRevenueAccount } from '../ledger/ledger.repository';
import { post } from '../ledger/ledger.service';
import { extensionLegs, planCharges, planCorrections, planExtensions, type ChargePlan } from './charge.rules';
import * as repository from './metering.repository';
import type { MeterStart, MeterStop } from './metering.types';
import { requestRelease } from './release-requester';

const METER = { kind: 'system', id: null } as const;

/** A stop or a move writes at most this many windows of a day; a tail of years is a defect, not an outage. */
const WINDOWS_MAX = 1_000;

/** Starts the meter of a resource and unit. The same fact again changes nothing. */
export async function startMetering(tx: Tx, start: MeterStart): Promise<void> {
  requireRegistered('meterUnits', start.unit);
  const resourceId = uuidFromId(start.resourceId);
  const account = await accounts.lockByOrganization(tx, uuidFromId(start.attribution.organizationId));
  if (!account) throw billingErrors.account_missing();
  const row = await placedNow(tx, attributionRow(start.attribution));
  await rememberResource(tx, { id: start.resourceId, name: start.resourceName ?? start.resourceId }, row);
  await ensureRevenueAccount(tx.db, account.id, row.product);
  const snapshot = start.priceSnapshotId
    ? await tx.db.priceSnapshot.findUniqueOrThrow({ where: { id: uuidFromId(start.priceSnapshotId) } })
    : null;
  await insertMeterEvent(tx, 'started', start);
  await tx.db.meterCursor.createMany({
    data: [
      {
        ...row,
        resourceId,
        unit: start.unit,
        billingAccountId: account.id,
        priceSnapshotId: snapshot?.id ?? null,
        multiplier: snapshot?.multiplier ?? start.multiplier ?? 1,
        startedAt: start.at,
        through: start.at,
      },
    ],
    skipDuplicates: true,
  });
  await refreshBalanceState(tx, account);
}

/**
 * Stops every meter of a resource: charges the tail, gives back what was metered past the real stop, closes the hold and returns
 * what is left of it, all in the caller's transaction. The same fact again changes nothing.
 */
export async function stopMetering(tx: Tx, stop: MeterStop): Promise<void> {
  const resourceId = uuidFromId(stop.resourceId);
  const open = await tx.db.meterCursor.findFirst({ where: { resourceId, closedAt: null } });
  if (!open) return;
  const account = await accounts.lockById(tx, open.billingAccountId);
  if (!account) throw billingErrors.account_missing();
  const at = stop.at > tx.now ? tx.now : stop.at;
  if ((await repository.setStop(tx, resourceId, at)) === 0) return;
  await insertMeterEvent(tx, 'stopped', { ...stop, at });
  await meterUpTo(tx, account, { targetMs: at.getTime(), only: { resourceId } });
  await giveBack(tx, account, resourceId);
  await repository.closeMeters(tx, resourceId);
  await closeHold(tx, account.id, resourceId);
  await refreshBalanceState(tx, account);
}

/**
 * Charges what runs in a project to its new department from now on: everything up to this moment is metered for the department that
 * it was in, and what was set aside changes over. The caller moved the project in this transaction.
 */
export async function followProject(tx: Tx, move: ProjectMove): Promise<void> {
  const account = await accounts.lockByOrganization(tx, uuidFromId(move.organizationId));
  if (!account) return;
  const place = { projectId: uuidFromId(move.projectId), departmentId: uuidFromId(move.departmentId) };
  await meterUpTo(tx, account, { targetMs: tx.now.getTime(), only: { projectId: place.projectId } });
  await repository.moveMeters(tx, place);
  await moveHolds(tx, account.id, place);
  await refreshBalanceState(tx, account);
}

/** Meters some of an account's meters up to a moment, over as many days as that takes. */
async function meterUpTo(
  tx: Tx,
  account: accounts.AccountRow,
  request: { targetMs: number; only: repository.MeterFilter },
): Promise<void> {
  for (let windows = 0; windows <= WINDOWS_MAX; windows++) {
    if ((await meterWindow(tx, account, request)).isLast) return;
  }
  throw billingErrors.meter_refused({ attrs: { ...request.only } });
}

async function insertMeterEvent(tx: Tx, kind: 'started' | 'stopped', fact: MeterStop): Promise<void> {
  await tx.db.meterEvent.createMany({
    data: [
      {
        id: newUuid(),
        resourceId: uuidFromId(fact.resourceId),
        kind,
        occurredAt: fact.at,
        source: fact.source,
        sourceEventId: fact.sourceEventId ?? null,
      },
    ],
    skipDuplicates: true,
  });
}

interface WindowRequest {
  /** Meters are closed up to here, or up to the next midnight of the organization where that is earlier. */
  targetMs: number;
  only?: repository.MeterFilter;
  /** Extends holds of running work this far ahead; left out, no hold is extended. */
  holdMs?: number;
}

/** What one window did. `isCharged` is false when every meter stood at the target already; `isLast` when all do now. */
export interface WindowOutcome {
  isCharged: boolean;
  isLast: boolean;
  usageCount: number;
}

const NOTHING_DUE: WindowOutcome = { isCharged: false, isLast: true, usageCount: 0 };

/**
 * Closes one window of an account under its lock: rates what is due, posts it as one transaction, moves the meters, extends
 * holds, and asks for the release of what can no longer pay.
 */
export async function meterWindow(
  tx: Tx,
  account: accounts.AccountRow,
  request: WindowRequest,
): Promise<WindowOutcome> {
  const board = await repository.readBoard(tx.db, account, request.only);
  if (!board) return NOTHING_DUE;
  const endMs = Math.min(request.targetMs, board.nextMidnightMs);
  const plan = planCharges(board.meters, endMs, board);
  if (plan.usage.length === 0) return NOTHING_DUE;
  const posted =
    plan.legs.length === 0
      ? null
      : await post(tx, {
          billingAccountId: account.id,
          kind: 'usage',
          occurredAt: new Date(endMs),
          // Exactly-once is held by the meters; the key only has to be one per posting of these very intervals.
          idempotencyKey: `usage:${endMs}:${newUuid()}`,
          actor: METER,
          legs: plan.legs,
        });
  await repository.insertUsage(tx, { account, transactionId: posted?.transactionId ?? null, ...plan });
  await tellUnposted(tx, account, { ...plan, endMs });
  if (request.holdMs !== undefined) {
    const extensions = planExtensions(board.meters, plan, request.holdMs);
    if (extensions.length > 0) {
      await repository.extendHolds(tx, extensions);
      await post(tx, {
        billingAccountId: account.id,
        kind: 'hold_extension',
        occurredAt: new Date(endMs),
        idempotencyKey: `hold-extension:${endMs}:${newUuid()}`,
        actor: METER,
        legs: extensions.flatMap(extensionLegs),
      });
    }
    await refreshBalanceState(tx, account);
    await releaseExhausted(tx, plan.exhausted);
  }
  return { isCharged: true, isLast: endMs === request.targetMs, usageCount: plan.usage.length };
}

/** Tells the projects whose usage posted nothing that it was recorded; all others heard of the posting. */
async function tellUnposted(tx: Tx, account: accounts.AccountRow, plan: ChargePlan & { endMs: number }): Promise<void> {
  const { organizationId } = account;
  const told = new Set(plan.legs.map((leg) => leg.projectId));
  for (const projectId of new Set(plan.usage.map((row) => row.meter.projectId))) {
    if (told.has(projectId)) continue;
    const through = new Date(plan.endMs).toISOString();
    const place = { organization_id: idFromUuid('org', organizationId), project_id: idFromUuid('prj', projectId) };
    await billingEvents.metered.publish(tx, { ...place, through }, { organizationId, projectId });
  }
}

async function releaseExhausted(tx: Tx, resourceIds: readonly string[]): Promise<void> {
  if (resourceIds.length === 0) return;
  const rows = await tx.db.billingResource.findMany({
    where: { id: { in: [...resourceIds] } },
    orderBy: { id: 'asc' },
  });
  for (const row of rows) {
    // The kind was taken from an edge id of that prefix when the resource was remembered.
    await requestRelease(tx, idFromUuid(row.kind as IdPrefix, row.id), 'balance_depleted');
  }
}

async function giveBack(tx: Tx, account: accounts.AccountRow, resourceId: string): Promise<void> {
  const board = await repository.readBoard(tx.db, account, { resourceId });
  let owedMicros = board?.owedMicros ?? 0n;
  for (const meter of board?.meters ?? []) {
    const past = await repository.findPast(tx.db, meter);
    if (past.length === 0) continue;
    const { usage, legs } = planCorrections(meter, past, owedMicros);
    const posted =
      legs.length === 0
        ? null
        : await post(tx, {
            billingAccountId: account.id,
            kind: 'usage_correction',
            occurredAt: tx.now,
            idempotencyKey: `usage-correction:${resourceId}:${meter.unit}`,
            actor: METER,
            reason: 'The resource had stopped before this usage was metered.',
            legs,
          });
    await repository.insertUsage(tx, {
      account,
      usage,
      transactionId: posted?.transactionId ?? null,
      captured: new Map(),
    });
    owedMicros -= legs.filter((leg) => leg.account === 'receivable').reduce((sum, leg) => sum + leg.amountMicros, 0n);
  }
}
