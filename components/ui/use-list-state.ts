'use client';
import { useCallback, useMemo, useState } from 'react';
import { useUrlState } from './use-url-state';

export type SortDirection = 'asc' | 'desc';
export type Sort = { column: string; direction: SortDirection };

/** What a paged list needs to ask the server, and what its filter bar and table need to change it. */
export type ListState<F extends Record<string, string>> = {
  filters: F;
  /** True when any filter differs from its default: an empty answer then means "no match". */
  filtered: boolean;
  setFilters: (patch: Partial<F>) => void;
  clearFilters: () => void;
  sort: Sort;
  setSort: (sort: Sort) => void;
  /** Cursor of the page shown; undefined on the first. */
  cursor: string | undefined;
  /** Zero-based when pages were walked here; unknown after opening a link to a later page. */
  page: number | undefined;
  next: (cursor: string) => void;
  previous: () => void;
  hasPrevious: boolean;
};

/** "-createdAt" is descending, "createdAt" ascending. */
export function parseSort(text: string): Sort {
  return text.startsWith('-') ? { column: text.slice(1), direction: 'desc' } : { column: text, direction: 'asc' };
}

/** The reverse of parseSort. */
export function formatSort(sort: Sort): string {
  return sort.direction === 'desc' ? `-${sort.column}` : sort.column;
}

/**
 * Filter, sort and page of a list, kept in the address. Changing a filter or the order starts again at the first page.
 * The server gives only the next cursor, so earlier ones are remembered here; after a reload "previous" leads to the
 * first page. Give `defaults` from outside the component.
 */
export function useListState<F extends Record<string, string>>(defaults: { filters: F; sort: string }): ListState<F> {
  const all = useMemo(() => ({ ...defaults.filters, sort: defaults.sort, after: '' }), [defaults]);
  const [values, update] = useUrlState<Record<string, string>>(all);
  const [origins, setOrigins] = useState<ReadonlyMap<string, string>>(new Map());
  const filters = useMemo(() => pick(defaults.filters, values), [defaults, values]);
  const after = values['after'] ?? '';
  const restart = useCallback(
    (patch: Record<string, string | undefined>) => {
      setOrigins(new Map());
      update({ ...patch, after: '' });
    },
    [update],
  );
  return {
    filters,
    filtered: Object.keys(defaults.filters).some((key) => filters[key] !== defaults.filters[key]),
    setFilters: restart,
    clearFilters: () => restart(defaults.filters),
    sort: parseSort(values['sort'] ?? defaults.sort),
    setSort: (sort) => restart({ sort: formatSort(sort) }),
    cursor: after === '' ? undefined : after,
    page: pageOf(after, origins),
    next: (cursor) => {
      setOrigins(new Map(origins).set(cursor, after));
      update({ after: cursor }, { push: true });
    },
    previous: () => update({ after: origins.get(after) ?? '' }, { push: true }),
    hasPrevious: after !== '',
  };
}

/** Counts the way back to the first page; `origins` maps a cursor to the one it was reached from. */
export function pageOf(cursor: string, origins: ReadonlyMap<string, string>): number | undefined {
  let page = 0;
  for (let at: string | undefined = cursor; at !== ''; at = origins.get(at)) {
    if (at === undefined || page > origins.size) return undefined;
    page += 1;
  }
  return page;
}

function pick<F extends Record<string, string>>(keys: F, values: Record<string, string>): F {
  const out: Record<string, string> = {};
  for (const key of Object.keys(keys)) out[key] = values[key] ?? '';
  return out as F;
}
