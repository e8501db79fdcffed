import { z } from 'zod';
import { isId, type Id, type IdPrefix } from './ids';

/** Zod schema of an id with this prefix, for procedure inputs. */
export function zId<P extends IdPrefix>(prefix: P) {
  return z.custom<Id<P>>((value) => typeof value === 'string' && isId(prefix, value), {
    message: `not a valid ${prefix}_ id`,
  });
}
