import { createHash } from 'node:crypto';
import type { Leg, Posting } from './ledger.types';

/** Why a set of legs is no transaction, or undefined when it is one (invariant 1). */
export function checkLegs(legs: readonly Leg[]): string | undefined {
  if (legs.length < 2) return 'a transaction has at least two entries';
  if (legs.some((leg) => leg.amountMicros === 0n)) return 'an entry of nothing';
  const sumMicros = legs.reduce((sum, leg) => sum + leg.amountMicros, 0n);
  if (sumMicros !== 0n) return `the entries are off balance by ${sumMicros} micros`;
  return undefined;
}

/**
 * SHA-256 of what a posting says. The encoding is injective (nested JSON arrays of strings and nulls), so two different bodies
 * never meet in one text. Time and actor are left out: a retry of the same request has another time.
 */
export function bodyHash(posting: Posting): Buffer {
  const body = [
    posting.billingAccountId,
    posting.kind,
    posting.reason ?? null,
    posting.reversesId ?? null,
    posting.intent === undefined ? posting.legs.map(encodeLeg) : posting.intent,
  ];
  return createHash('sha256').update(JSON.stringify(body)).digest();
}

function encodeLeg(leg: Leg): (string | null)[] {
  return [
    leg.account,
    leg.accountProduct ?? null,
    leg.amountMicros.toString(),
    leg.departmentId ?? null,
    leg.projectId ?? null,
    leg.actorId ?? null,
    leg.product ?? null,
    leg.resourceId ?? null,
    leg.unit ?? null,
    leg.quantity?.toString() ?? null,
    leg.priceSnapshotId ?? null,
    leg.holdId ?? null,
  ];
}

/** Money that reaches the customer pays what is owed first; the rest is funds. Legs sum to `amountMicros` (positive). */
export function creditLegs(amountMicros: bigint, owedMicros: bigint): Leg[] {
  const settledMicros = owedMicros < amountMicros ? owedMicros : amountMicros;
  const legs: Leg[] = [];
  if (settledMicros > 0n) legs.push({ account: 'receivable', amountMicros: settledMicros });
  if (amountMicros > settledMicros)
    legs.push({ account: 'customer_funds', amountMicros: amountMicros - settledMicros });
  return legs;
}

/**
 * Legs that bring funds and receivable back into order after a reversal mirrored what had been settled meanwhile: what was paid
 * too much becomes funds, what is owed is paid from funds. Empty when they are in order.
 */
export function settlementLegs({ fundsMicros, owedMicros }: { fundsMicros: bigint; owedMicros: bigint }): Leg[] {
  const payableMicros = fundsMicros > 0n ? fundsMicros : 0n;
  const paidMicros = owedMicros < payableMicros ? owedMicros : payableMicros;
  if (paidMicros === 0n) return [];
  return [
    { account: 'customer_funds', amountMicros: -paidMicros },
    { account: 'receivable', amountMicros: paidMicros },
  ];
}
