import { z } from 'zod';

export const PAGE_SIZE_DEFAULT = 50;
export const PAGE_SIZE_MAX = 200;

/** Input of every paged list: an opaque cursor from the page before, and a size. */
export const pageInput = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.number().int().min(1).max(PAGE_SIZE_MAX).default(PAGE_SIZE_DEFAULT),
});

/** One page. `total` counts all that match the filter. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
  total: number;
}
