'use client';
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import { cn } from '../cn';
import { Checkbox } from '../checkbox';
import type { Sort } from '../use-list-state';
import type { Column } from './table.types';

export const hideClass = {
  sm: 'max-sm:hidden',
  md: 'max-md:hidden',
  lg: 'max-lg:hidden',
  xl: 'max-xl:hidden',
} as const;

type HeadProps<T> = {
  columns: readonly Column<T>[];
  sort?: Sort;
  onSortChange?: (sort: Sort) => void;
  select?: { checked: boolean | 'indeterminate'; onChange: (checked: boolean) => void };
  hasActions: boolean;
};

const cellLook = 'sticky top-0 z-10 h-8 border-b border-line bg-surface px-3 text-12 font-medium text-faint';

/** Column titles; those the server can order by are buttons. */
export function TableHead<T>({ columns, sort, onSortChange, select, hasActions }: HeadProps<T>) {
  return (
    <thead>
      <tr>
        {select && (
          <th scope="col" className={cn(cellLook, 'w-9 pr-0')}>
            <Checkbox checked={select.checked} onCheckedChange={select.onChange} label="Select all rows of this page" />
          </th>
        )}
        {columns.map((column) => {
          const direction = sort?.column === column.id ? sort.direction : undefined;
          return (
            <th
              key={column.id}
              scope="col"
              aria-sort={direction ? (direction === 'asc' ? 'ascending' : 'descending') : undefined}
              style={column.width ? { width: column.width } : undefined}
              className={cn(
                cellLook,
                column.align === 'right' ? 'text-right' : 'text-left',
                column.hideBelow && hideClass[column.hideBelow],
              )}
            >
              {column.sortable && onSortChange ? (
                <SortButton column={column} direction={direction} onSortChange={onSortChange} />
              ) : (
                <span className="whitespace-nowrap">{column.header}</span>
              )}
            </th>
          );
        })}
        {hasActions && (
          <th scope="col" className={cn(cellLook, 'w-10')}>
            <span className="sr-only">Actions</span>
          </th>
        )}
      </tr>
    </thead>
  );
}

type SortButtonProps<T> = {
  column: Column<T>;
  direction: Sort['direction'] | undefined;
  onSortChange: (sort: Sort) => void;
};

function SortButton<T>({ column, direction, onSortChange }: SortButtonProps<T>) {
  // Amounts and times are asked for largest first, names from A.
  const first = column.align === 'right' ? 'desc' : 'asc';
  const next = direction === undefined ? first : direction === 'asc' ? 'desc' : 'asc';
  const Icon = direction === undefined ? ChevronsUpDown : direction === 'asc' ? ArrowUp : ArrowDown;
  return (
    <button
      type="button"
      onClick={() => onSortChange({ column: column.id, direction: next })}
      className={cn(
        'group -mx-1 inline-flex h-6 items-center gap-1 rounded-sm px-1 whitespace-nowrap hover:text-ink',
        column.align === 'right' && 'flex-row-reverse',
        direction && 'text-ink',
      )}
    >
      {column.header}
      <Icon
        aria-hidden
        className={cn('size-3', !direction && 'opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100')}
      />
    </button>
  );
}
