import type { Db, Tx } from '@/server/shared/db';
import { idFromUuid, newUuid } from '@/server/shared/ids';
import { billingErrors } from '../billing.errors';
import { areSameRates, mergeRates } from './price.rules';
import type { PriceBookView, PriceSnapshot, Rate } from './price.types';

/** Any number of its own: makers of price books take turns, because the version is the last one plus one. */
const PRICE_BOOK_LOCK = 738_201_553;

/** The price book in force at `at`, or undefined when none is. */
export async function findPriceBook(db: Db, currency: string, at: Date): Promise<PriceBookView | undefined> {
  const book = await db.priceBook.findFirst({
    where: { currency, effectiveFrom: { lte: at } },
    orderBy: [{ effectiveFrom: 'desc' }, { version: 'desc' }],
    include: { rates: true },
  });
  if (!book) return undefined;
  const rates = book.rates.map(({ sku, unit, microsPerHour }) => ({ sku, unit, microsPerHour }));
  return { version: book.version, currency, effectiveFrom: book.effectiveFrom, rates: mergeRates([], rates) };
}

/**
 * Makes sure that these rates are in force: a book that already says so stays, else a new version takes over from now on. Rates
 * of other sizes are carried along. Gives the version in force.
 */
export async function ensurePriceBook(tx: Tx, currency: string, rates: readonly Rate[]): Promise<number> {
  await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(${PRICE_BOOK_LOCK})`;
  const inForce = await findPriceBook(tx.db, currency, tx.now);
  const wanted = mergeRates(inForce?.rates ?? [], rates);
  if (inForce && areSameRates(inForce.rates, wanted)) return inForce.version;
  const newest = await tx.db.priceBook.aggregate({ _max: { version: true } });
  const version = (newest._max.version ?? 0) + 1;
  const id = newUuid();
  await tx.db.priceBook.create({ data: { id, version, currency, effectiveFrom: tx.now, createdAt: tx.now } });
  await tx.db.priceRate.createMany({ data: wanted.map((rate) => ({ ...rate, priceBookId: id })) });
  return version;
}

interface SnapshotRequest {
  sku: string;
  unit: string;
  multiplier: number;
  currency: string;
}

/** Freezes today's rate for one resource. Throws `billing.price_unknown` when the book in force has none. */
export async function takePriceSnapshot(tx: Tx, request: SnapshotRequest): Promise<PriceSnapshot> {
  const { sku, unit, multiplier, currency } = request;
  const book = await tx.db.priceBook.findFirst({
    where: { currency, effectiveFrom: { lte: tx.now } },
    orderBy: [{ effectiveFrom: 'desc' }, { version: 'desc' }],
    include: { rates: { where: { sku, unit } } },
  });
  const rate = book?.rates[0];
  if (!book || !rate) throw billingErrors.price_unknown({ attrs: { sku, unit, currency } });
  const { microsPerHour } = rate;
  const id = newUuid();
  await tx.db.priceSnapshot.create({
    data: { id, priceBookId: book.id, sku, unit, microsPerHour, multiplier, currency, takenAt: tx.now },
  });
  const totalMicrosPerHour = microsPerHour * BigInt(multiplier);
  return { id: idFromUuid('psn', id), sku, unit, microsPerHour, multiplier, totalMicrosPerHour, currency };
}
