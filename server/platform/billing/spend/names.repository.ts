import type { Db } from '@/server/shared/db';
import { idFromUuid, type IdPrefix } from '@/server/shared/ids';
import type { SpendGroup } from './spend.types';

/** An id as people see it, with what it is called. */
export interface Named {
  id: string;
  name: string;
}

const GONE = 'Unknown';

/** Names of the keys of a group: uuids for everything but products. Missing names do not hide the money. */
export async function findNames(db: Db, group: SpendGroup, keys: readonly string[]): Promise<Map<string, Named>> {
  if (group === 'product') return new Map(keys.map((key) => [key, { id: key, name: key }]));
  const where = { where: { id: { in: [...new Set(keys)] } } };
  const named = (prefix: IdPrefix, rows: readonly { id: string; name: string }[]) => {
    const names = new Map(rows.map((row) => [row.id, row.name]));
    return new Map(keys.map((key) => [key, { id: idFromUuid(prefix, key), name: names.get(key) ?? GONE }]));
  };
  switch (group) {
    case 'resource': {
      const rows = await db.billingResource.findMany(where);
      const kinds = new Map(rows.map((row) => [row.id, row]));
      // The kind was taken from an edge id of that prefix when the resource was remembered.
      const idOf = (key: string) => idFromUuid((kinds.get(key)?.kind ?? 'alc') as IdPrefix, key);
      return new Map(keys.map((key) => [key, { id: idOf(key), name: kinds.get(key)?.name ?? GONE }]));
    }
    case 'person':
      return named('usr', await db.user.findMany(where));
    case 'project':
      return named('prj', await db.project.findMany(where));
    case 'department':
      return named('dep', await db.department.findMany(where));
  }
}
