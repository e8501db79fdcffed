import { findPriceBook } from '@/server/platform/billing';
import { processNow } from '@/server/shared/clock';
import { database } from '@/server/shared/db';
import { env } from '@/server/shared/env';
import type { CapacityShape } from '../allocations/allocation.types';
import { DISK_MIB_MIN } from '../allocations/allocation.schemas';
import type { CapacityReason } from '../capacity/capacity.types';
import { listLive } from '../capacity/slot.repository';
import { capacitySentence, freeOf, isOfSku } from '../capacity/slot.rules';
import { listOffered } from './catalog.repository';
import { METER_UNITS, unitsOf } from './catalog.rules';

/** A size with its price and what is free of it at this moment. */
export interface OfferView {
  code: string;
  family: string;
  name: string;
  shape: CapacityShape;
  gpuModel: string | null;
  gpuCount: number;
  gpuMemoryMib: number | null;
  cpuMillis: number;
  memoryMib: number;
  diskMibMin: number;
  diskMibMax: number;
  isSimulated: boolean;
  /** Of the whole size. Null: it has no price, and cannot be launched. */
  microsPerHour: bigint | null;
  /** Workspaces of this size that would start now. */
  free: number;
  /** Why none would. */
  reason: { code: CapacityReason; sentence: string } | null;
}

export interface CatalogView {
  region: string;
  currency: string;
  asOf: Date;
  offers: OfferView[];
}

/** Everything on offer in this region. */
export async function readCatalog(): Promise<CatalogView> {
  const db = database();
  const { region, currency } = env().profile;
  const now = processNow();
  const [skus, slots, book] = await Promise.all([listOffered(db), listLive(db), findPriceBook(db, currency, now)]);
  const offers = skus.map(({ id: _, diskMib, ...sku }): OfferView => {
    const rate = book?.rates.find((known) => known.sku === sku.family && known.unit === METER_UNITS[sku.shape]);
    const { free, reason } = freeOf({ ...sku, id: _, diskMib }, slots);
    const like = slots.find((slot) => isOfSku(slot, { ...sku, id: _, diskMib }));
    return {
      ...sku,
      gpuMemoryMib: like?.gpuMemoryMib ?? null,
      diskMibMin: DISK_MIB_MIN,
      diskMibMax: diskMib,
      microsPerHour: rate ? rate.microsPerHour * BigInt(unitsOf(sku)) : null,
      free,
      reason: reason && { code: reason, sentence: capacitySentence(reason) },
    };
  });
  return { region, currency, asOf: now, offers };
}
