import { afterAll, describe, expect, it } from 'vitest';
import { overrideClock } from '@/server/shared/clock';
import { database, inTransaction, type Tx } from '@/server/shared/db';
import { idFromUuid, newId, newUuid, type Id } from '@/server/shared/ids';
import * as accounts from './accounts/account.repository';
import { adjustBalance, reverseTransaction } from './accounts/account.service';
import { makeSnapshot, makeTenant, OPERATOR, uuid, type TestTenant } from './billing.testkit';
import { gateLaunch, releaseHold } from './holds/hold.service';
import { meterWindow, startMetering, stopMetering } from './metering/metering.service';
import { runMeterTick } from './metering/metering.tick';
import { registerReleaseRequester } from './metering/release-requester';
import { estimateMicros } from './prices/price.rules';
import type { PriceSnapshot } from './prices/price.types';
import { checkIdentity } from './spend/identity.service';

const STEPS = 1_200;
const SETTINGS = { windowMs: 60_000, holdMs: 3_600_000 };
const SEED = Number(process.env['SIMULATION_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** mulberry32: small, seeded, good enough to choose what happens next. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The oracle: what a resource costs is one division, less those for the intervals that were taken back by a reversal. */
interface Known {
  id: Id<'alc'>;
  ratePerHour: bigint;
  startMs: number;
  throughMs: number;
  stopMs: number | null;
  reversed: { startMs: number; endMs: number }[];
}

class CrashedHere extends Error {}

afterAll(() => overrideClock(undefined));

describe('the money simulation', () => {
  it(
    `explains every micro after each of ${STEPS} random steps (SIMULATION_SEED=${SEED})`,
    { timeout: 300_000 },
    async () => {
      const next = random(SEED);
      const below = (limit: number) => Math.floor(next() * limit);
      let nowMs = Date.parse('2026-03-27T08:00:00Z');
      overrideClock(() => new Date(nowMs));
      const tenant = await makeTenant(20_000_000n);
      const snapshots = await Promise.all(
        [0n, 3n, 1_000_003n, 24_999_999n].map((rate, n) => makeSnapshot(rate, n + 1)),
      );
      const known = new Map<string, Known>();
      const pending: { id: Id<'alc'>; snapshot: PriceSnapshot }[] = [];
      let putInMicros = 20_000_000n;
      let [reversals, refusals] = [0, 0];
      const stop = (tx: Tx, id: Id<'alc'>, atMs: number) =>
        stopMetering(tx, { resourceId: id, at: new Date(atMs), source: 'clock' });
      const markStopped = (id: string, atMs: number) => {
        const resource = known.get(id);
        if (resource && resource.stopMs === null) resource.stopMs = Math.max(resource.startMs, atMs);
      };
      const askedNow: string[] = [];
      registerReleaseRequester(async (tx, resourceId) => {
        askedNow.push(resourceId);
        await stop(tx, resourceId as Id<'alc'>, nowMs);
      });

      /** Runs a step that sometimes crashes after its last write, before COMMIT. True when it was committed. */
      const maybeCrashing = async (work: (tx: Tx) => Promise<unknown>): Promise<boolean> => {
        const isCrashing = next() < 0.15;
        try {
          await inTransaction(async (tx) => {
            await work(tx);
            if (isCrashing) throw new CrashedHere();
          });
          return true;
        } catch (error) {
          if (error instanceof CrashedHere) return false;
          throw error;
        }
      };

      const steps: Record<string, () => Promise<void>> = {
        launch: async () => {
          const snapshot = snapshots[below(snapshots.length)];
          if (!snapshot) return;
          const resource = { id: newId('alc'), name: 'sim' };
          const estimate = estimateMicros(snapshot.totalMicrosPerHour, SETTINGS.holdMs);
          let isAllowed = false;
          const isDone = await maybeCrashing(async (tx) => {
            const { attribution } = tenant;
            isAllowed = (await gateLaunch(tx, { attribution, resource, estimateMicros: estimate })).allowed;
          });
          if (isDone && isAllowed) pending.push({ id: resource.id, snapshot });
        },
        activate: async () => {
          const launched = pending.pop();
          if (!launched) return;
          const { id, snapshot } = launched;
          const isDone = await maybeCrashing((tx) => startMeter(tx, tenant, { id, snapshot, atMs: nowMs }));
          if (!isDone) return void pending.push(launched);
          known.set(id, {
            id,
            ratePerHour: snapshot.totalMicrosPerHour,
            startMs: nowMs,
            throughMs: nowMs,
            stopMs: null,
            reversed: [],
          });
        },
        fail: async () => {
          const launched = pending.pop();
          if (!launched) return;
          if (!(await maybeCrashing((tx) => releaseHold(tx, { resourceId: launched.id })))) pending.push(launched);
        },
        stop: async () => {
          const running = [...known.values()].filter((resource) => resource.stopMs === null);
          const resource = running[below(running.length)];
          if (!resource) return;
          const atMs = nowMs - below(3) * below(100_000);
          if (!(await maybeCrashing((tx) => stop(tx, resource.id, atMs)))) return;
          await inTransaction((tx) => stop(tx, resource.id, nowMs));
          markStopped(resource.id, atMs);
        },
        tick: async () => {
          askedNow.length = 0;
          const workers = 1 + below(2);
          await Promise.all(Array.from({ length: workers }, () => runMeterTick(SETTINGS)));
          const target = Math.floor(nowMs / SETTINGS.windowMs) * SETTINGS.windowMs;
          const asked = new Set(askedNow);
          for (const resource of known.values()) {
            if (resource.stopMs === null) resource.throughMs = Math.max(resource.throughMs, target);
            if (asked.has(resource.id)) markStopped(resource.id, nowMs);
          }
        },
        crashedTick: async () => {
          const attempt = inTransaction(async (tx) => {
            const account = await accounts.lockById(tx, uuid(tenant.accountId));
            if (account) await meterWindow(tx, account, { targetMs: nowMs - 1, holdMs: SETTINGS.holdMs });
            throw new CrashedHere();
          });
          await expect(attempt).rejects.toBeInstanceOf(CrashedHere);
        },
        adjust: async () => {
          const amountMicros = BigInt(1 + below(30_000_000)) * (next() < 0.2 ? -1n : 1n);
          const idempotencyKey = newUuid();
          const request = {
            organizationId: tenant.organizationId,
            amountMicros,
            reason: 'simulated money',
            idempotencyKey,
            actor: OPERATOR,
          };
          try {
            if (!(await maybeCrashing((tx) => adjustBalance(tx, request)))) return;
            await inTransaction((tx) => adjustBalance(tx, request));
            putInMicros += amountMicros;
          } catch (error) {
            expect(error).toMatchObject({ code: 'billing.insufficient_funds' });
          }
        },
        reverse: async () => {
          const which = (['newest', 'newest', 'oldest', 'corrected'] as const)[below(4)] ?? 'newest';
          const candidate = await pickUsage(tenant, { which, n: below(4) });
          if (!candidate) return;
          const request = {
            organizationId: tenant.organizationId,
            transactionId: candidate.id,
            reason: 'simulated mistake',
            actor: OPERATOR,
          };
          const isCut = candidate.records.some(
            ({ resourceId, endMs }) => (known.get(resourceId)?.stopMs ?? Infinity) < endMs,
          );
          try {
            if (!(await maybeCrashing((tx) => reverseTransaction(tx, request)))) return;
          } catch (error) {
            expect(error).toMatchObject({ code: 'billing.usage_corrected' });
            expect(isCut, 'only corrected usage is refused').toBe(true);
            refusals++;
            return;
          }
          expect(isCut, 'corrected usage is not reversed').toBe(false);
          reversals++;
          for (const { resourceId, ...interval } of candidate.records) known.get(resourceId)?.reversed.push(interval);
        },
      };
      const weighted = [
        'launch',
        'launch',
        'activate',
        'activate',
        'fail',
        'stop',
        'tick',
        'tick',
        'tick',
        'crashedTick',
        'adjust',
        'reverse',
      ];

      // A walk that met no reversal, or no refusal of one, goes on until it did.
      const isComplete = () => Math.min(reversals, refusals) > 0;
      for (let step = 0; step < STEPS || (!isComplete() && step < 4 * STEPS); step++) {
        nowMs += next() < 0.02 ? below(40 * 3_600_000) : below(120_000);
        const name = weighted[below(weighted.length)] ?? 'tick';
        await steps[name]?.();
        const keptMicros = [...known.values()].reduce((sum, one) => sum + chargeOf(one), 0n);
        const money = await moneyOf(tenant);
        const of = (name: string) => money[name] ?? 0n;
        const at = `step ${step} (${name})`;
        expect(of('revenue'), `${at}: posted`).toBe(keptMicros);
        expect(of('funds') + of('holds') + of('receivable'), `${at}: the customer's money`).toBe(
          putInMicros - keptMicros,
        );
        expect(of('funds') >= 0n && of('holds') >= 0n && of('receivable') <= 0n, `${at}: floors`).toBe(true);
        if (step % 100 !== 99) continue;
        expect(await checkIdentity(database()), at).toMatchObject({ unexplainedMicros: 0n });
        expect(await findOverpaid(), `${at}: records given back beyond their charge`).toEqual([]);
      }
      expect(await checkIdentity(database())).toMatchObject({ unexplainedMicros: 0n });
      expect(known.size).toBeGreaterThan(20);
      expect(isComplete(), 'reversals made and refused').toBe(true);
    },
  );
});

function chargeOf({ ratePerHour, startMs, throughMs, stopMs, reversed }: Known): bigint {
  const endMs = stopMs ?? throughMs;
  const upTo = (atMs: number) => (ratePerHour * BigInt(Math.min(atMs, endMs) - startMs)) / 3_600_000n;
  return reversed.reduce((sum, back) => sum - (upTo(back.endMs) - upTo(back.startMs)), upTo(endMs));
}

/** Usage records of which more was given back than they charged, from amounts and intervals alone. */
function findOverpaid() {
  return database().$queryRaw`
    SELECT o.id FROM billing_usage_record o JOIN billing_usage_record b ON b.resource_id = o.resource_id AND b.unit = o.unit
      AND b.kind <> 'usage' AND b.start_at < o.end_at AND b.end_at > o.start_at
    WHERE o.kind = 'usage' GROUP BY o.id, o.charge_micros HAVING -sum(b.charge_micros) > o.charge_micros`;
}

async function startMeter(
  tx: Tx,
  tenant: TestTenant,
  launched: { id: Id<'alc'>; snapshot: PriceSnapshot; atMs: number },
) {
  const { attribution } = tenant;
  const { id: resourceId, snapshot, atMs } = launched;
  await startMetering(tx, {
    resourceId,
    unit: 'gpu-second',
    attribution,
    priceSnapshotId: snapshot.id,
    at: new Date(atMs),
    source: 'clock',
  });
}

async function moneyOf(tenant: TestTenant): Promise<Record<string, bigint>> {
  const rows = await database().$queryRaw<Record<string, bigint>[]>`
    SELECT sum(balance_micros) FILTER (WHERE kind = 'customer_funds')::bigint AS funds, sum(balance_micros) FILTER (WHERE kind = 'holds')::bigint AS holds,
      sum(balance_micros) FILTER (WHERE kind = 'receivable')::bigint AS receivable, coalesce(sum(balance_micros) FILTER (WHERE kind = 'revenue'), 0)::bigint AS revenue
    FROM billing_ledger_account WHERE billing_account_id = ${uuid(tenant.accountId)}::uuid`;
  return rows[0] ?? {};
}

interface Candidate {
  id: Id<'ltx'>;
  records: { resourceId: string; startMs: number; endMs: number }[];
}

/** A usage transaction that was not reversed, with the intervals that it charged: the nth newest or oldest, or a corrected one. */
async function pickUsage(
  tenant: TestTenant,
  { which, n }: { which: 'newest' | 'oldest' | 'corrected'; n: number },
): Promise<Candidate | undefined> {
  const corrections = await database().usageRecord.findMany({ where: { kind: 'correction' }, orderBy: { id: 'desc' } });
  const corrected = await database().usageRecord.findMany({
    where: { id: { in: corrections.flatMap((row) => row.correctsId ?? []) } },
  });
  const found = await database().ledgerTransaction.findMany({
    where: {
      billingAccountId: uuid(tenant.accountId),
      kind: 'usage',
      ...(which === 'corrected' && { id: { in: corrected.flatMap((row) => row.transactionId ?? []) } }),
    },
    orderBy: { seq: which === 'oldest' ? 'asc' : 'desc' },
    skip: n,
    take: 20,
  });
  const reversed = await database().ledgerTransaction.findMany({
    where: { reversesId: { in: found.map((row) => row.id) } },
  });
  const row = found.find(({ id }) => !reversed.some((other) => other.reversesId === id));
  if (!row) return undefined;
  const records = await database().usageRecord.findMany({ where: { transactionId: row.id, kind: 'usage' } });
  return {
    id: idFromUuid('ltx', row.id),
    records: records.map(({ resourceId, startAt, endAt }) => ({
      resourceId: idFromUuid('alc', resourceId),
      startMs: startAt.getTime(),
      endMs: endAt.getTime(),
    })),
  };
}
