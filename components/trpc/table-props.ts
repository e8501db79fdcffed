import type { Page } from '@/server/shared/trpc';
import type { DataTableProps } from '@/components/ui/table/table.types';
import type { ListState } from '@/components/ui/use-list-state';
import { failureOf, type FailingQuery } from './failure-of';

/** Where a paged list stands; `useListState` gives it with filters, and keeps it in the address. */
type Paged = Pick<ListState<Record<string, string>>, 'page' | 'hasPrevious' | 'next' | 'previous'> &
  Partial<Pick<ListState<Record<string, string>>, 'filtered' | 'clearFilters'>>;

type PagedQuery<T> = FailingQuery & { data: Page<T> | undefined; isPlaceholderData: boolean };

type Wired = 'rows' | 'refreshing' | 'failure' | 'filtered' | 'onClearFilters' | 'paging';

/**
 * Wires a query for one page of a list to its table: rows, failure, paging and what an empty answer means. Rows of another
 * page or filter (`placeholderData: keepPreviousData`) are shown faded until the asked ones come; rows that are merely
 * asked for again are not.
 */
export function tableProps<T>(given: {
  list: Paged;
  query: PagedQuery<T>;
  pageSize: number;
}): Pick<DataTableProps<T>, Wired> {
  const { list, query, pageSize } = given;
  const nextCursor = query.data?.nextCursor ?? null;
  return {
    rows: query.data?.items,
    refreshing: query.isPlaceholderData,
    failure: failureOf(query),
    filtered: list.filtered ?? false,
    ...(list.clearFilters && { onClearFilters: list.clearFilters }),
    paging: {
      page: list.page,
      pageSize,
      ...(query.data && { total: query.data.total }),
      hasNext: nextCursor !== null,
      hasPrevious: list.hasPrevious,
      onNext: () => nextCursor !== null && list.next(nextCursor),
      onPrevious: list.previous,
    },
  };
}
