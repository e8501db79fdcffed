'use client';
import type { ReactNode } from 'react';
import { Button } from './button';
import { SearchInput } from './input';

export type FilterBarProps = {
  search?: { value: string; onValueChange: (value: string) => void; label: string };
  /** Selects, date ranges and the like, smallest first. */
  children?: ReactNode;
  filtered?: boolean;
  onClear?: () => void;
  /** At the right end: export, a view switch. */
  actions?: ReactNode;
};

/** What narrows the list below it. All of it lives in the address (useListState). */
export function FilterBar({ search, children, filtered, onClear, actions }: FilterBarProps) {
  return (
    <search className="flex flex-wrap items-center gap-2 pb-3">
      {search && <SearchInput {...search} className="w-full sm:w-72" />}
      {children}
      {filtered && onClear && (
        <Button variant="ghost" onClick={onClear}>
          Clear
        </Button>
      )}
      {actions && <div className="ml-auto flex items-center gap-2">{actions}</div>}
    </search>
  );
}
