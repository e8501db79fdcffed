import type { SpendLayer } from '@/server/platform/billing';
import type { Id, IdPrefix } from '@/server/shared/ids';
import type { UsageFilter } from './usage-table';

/** Gathers what the chart does not name. */
const restKey = 'other';

/** A layer of the chart → its usage records. Keys of layers are edge ids of what the chart is stacked by, but for the rest's. */
export function layerFilter(
  groupBy: 'person' | 'resource',
  key: string,
  layers: readonly Pick<SpendLayer, 'key'>[],
): UsageFilter {
  if (key !== restKey) {
    return groupBy === 'person' ? { personId: key as Id<'usr'> } : { resourceId: key as Id<IdPrefix> };
  }
  const named = layers.map((layer) => layer.key).filter((each) => each !== restKey);
  return groupBy === 'person'
    ? { exceptPersonIds: named as Id<'usr'>[] }
    : { exceptResourceIds: named as Id<IdPrefix>[] };
}
