'use client';
import { useMemo } from 'react';
import { Button } from '../button';
import { cn } from '../cn';
import { EmptyState } from '../empty-state';
import { ErrorState } from '../error-state';
import { useStoredChoice } from '../use-stored-choice';
import { TableBody } from './table-body';
import { TableFooter, TableSettings } from './table-footer';
import { TableHead } from './table-head';
import type { DataTableProps, Density } from './table.types';
import { useHiddenColumns } from './use-hidden-columns';

const densities: readonly [Density, Density] = ['regular', 'dense'];
const defaultMaxHeight = 'max(22rem, calc(100dvh - 19rem))';

/** A list of things, one per row, ordered and paged by the server. Everything it shows is given; it fetches nothing. */
export function DataTable<T>(props: DataTableProps<T>) {
  const {
    label,
    rows,
    sort,
    onSortChange,
    selection,
    paging,
    failure,
    refreshing,
    maxHeight = defaultMaxHeight,
  } = props;
  const [density, setDensity] = useStoredChoice<Density>('gpuaas.table.density', densities);
  const { hidden, toggle } = useHiddenColumns(props.columns, props.settingsKey);
  const columns = useMemo(() => props.columns.filter((column) => !hidden.has(column.id)), [props.columns, hidden]);
  if (failure && rows === undefined) {
    return (
      <div className="rounded border border-line bg-surface">
        <ErrorState {...failure} />
      </div>
    );
  }
  return (
    <div className="min-w-0 overflow-hidden rounded border border-line bg-surface">
      <div
        role="region"
        aria-label={label}
        aria-busy={rows === undefined || refreshing || undefined}
        tabIndex={0}
        style={maxHeight === 'none' ? undefined : { maxHeight }}
        className="scroll-shade ring-inset-focus relative overflow-auto"
      >
        <table
          aria-label={label}
          className={cn(
            'w-full border-separate border-spacing-0 text-13 [&_td]:border-b [&_td]:border-line [&_tr:last-child>td]:border-b-0',
            refreshing && 'opacity-60 transition-opacity delay-300',
          )}
        >
          <TableHead
            columns={columns}
            sort={sort}
            onSortChange={onSortChange}
            select={selection && pageSelection(props, rows ?? [])}
            hasActions={props.rowActions !== undefined}
          />
          {(rows === undefined || rows.length > 0) && <TableBody table={props} columns={columns} density={density} />}
        </table>
        {rows?.length === 0 && <NothingHere table={props} />}
      </div>
      {rows && (rows.length > 0 || paging?.hasPrevious) && (
        <TableFooter
          shown={rows.length}
          paging={paging}
          selected={selection?.selected.size ?? 0}
          actions={props.selectionActions}
          settings={
            <TableSettings
              columns={props.columns}
              hidden={hidden}
              onToggle={props.settingsKey ? toggle : undefined}
              density={density}
              onDensity={setDensity}
            />
          }
        />
      )}
    </div>
  );
}

function NothingHere<T>({ table }: { table: DataTableProps<T> }) {
  if (!table.filtered) return table.empty;
  return (
    <EmptyState
      compact
      title="Nothing matches"
      action={table.onClearFilters && <Button onClick={table.onClearFilters}>Clear filters</Button>}
    >
      No row fits the filters that are set.
    </EmptyState>
  );
}

/** State of the box in the header; it speaks for the rows of this page only. */
function pageSelection<T>({ selection, rowId }: DataTableProps<T>, rows: readonly T[]) {
  const ids = rows.map(rowId);
  const chosen = ids.filter((id) => selection?.selected.has(id)).length;
  const checked: boolean | 'indeterminate' =
    chosen > 0 && chosen === ids.length ? true : chosen > 0 ? 'indeterminate' : false;
  const onChange = (next: boolean) => {
    const selected = new Set(selection?.selected);
    for (const id of ids) {
      if (next) selected.add(id);
      else selected.delete(id);
    }
    selection?.onChange(selected);
  };
  return { checked, onChange };
}

export type { Column, DataTableProps, TablePaging, TableSelection, TableFailure } from './table.types';
