import type { ReactNode } from 'react';
import type { Sort } from '../use-list-state';

/** One column of a table over rows of type `T`. */
export type Column<T> = {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** Amounts, counts and times stand right. */
  align?: 'left' | 'right';
  /** The server can order by this column's id. */
  sortable?: boolean;
  /** A CSS width such as "8rem"; without it the column takes what it needs. */
  width?: string;
  /** Left out of narrow windows. */
  hideBelow?: 'sm' | 'md' | 'lg' | 'xl';
  /** The one column that names the row: it carries the link and cannot be hidden. */
  primary?: boolean;
  /** Hidden until chosen in the column menu. */
  initiallyHidden?: boolean;
};

export type TablePaging = {
  /** Zero-based; undefined when unknown. */
  page: number | undefined;
  pageSize: number;
  /** All rows that match, when the server counted them. */
  total?: number;
  hasNext: boolean;
  hasPrevious: boolean;
  onNext: () => void;
  onPrevious: () => void;
};

export type TableSelection = { selected: ReadonlySet<string>; onChange: (selected: ReadonlySet<string>) => void };

export type TableFailure = { message: ReactNode; correlationId?: string; code?: string; onRetry?: () => void };

export type Density = 'regular' | 'dense';

export type DataTableProps<T> = {
  /** Names the table for screen readers: "Allocations". */
  label: string;
  columns: readonly Column<T>[];
  /** Undefined while the first answer is awaited: skeleton rows are shown. */
  rows: readonly T[] | undefined;
  rowId: (row: T) => string;
  /** Where a row leads; the primary cell is a real link, and the whole row follows it. */
  rowHref?: (row: T) => string;
  /** Instead of a link: opens a drawer. */
  onRowOpen?: (row: T) => void;
  /** The row shown in the drawer. */
  openRowId?: string;
  sort?: Sort;
  onSortChange?: (sort: Sort) => void;
  selection?: TableSelection;
  /** Acts on the selected rows; shown in place of the count while any is selected. */
  selectionActions?: ReactNode;
  paging?: TablePaging;
  failure?: TableFailure | null;
  /** New rows are awaited while old ones stay on screen. */
  refreshing?: boolean;
  /** Shown when there is nothing at all. */
  empty: ReactNode;
  /** A filter is set: an empty answer means that nothing matched. */
  filtered?: boolean;
  onClearFilters?: () => void;
  /** Menu of one row, in a narrow last column. */
  rowActions?: (row: T) => ReactNode;
  /** Remembers columns under this name; without it there is no column menu. */
  settingsKey?: string;
  /** Height from which the body scrolls under its header; "none" lets it grow. */
  maxHeight?: string;
};
