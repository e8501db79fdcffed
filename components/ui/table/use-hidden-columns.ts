'use client';
import { useMemo } from 'react';
import { useStoredText } from '../use-stored-choice';
import type { Column } from './table.types';

/** What was stored, or undefined when it is not a list of column ids. */
export function parseHidden(stored: string | null): ReadonlySet<string> | undefined {
  if (stored === null) return undefined;
  try {
    const value: unknown = JSON.parse(stored);
    return Array.isArray(value) ? new Set(value.filter((id) => typeof id === 'string')) : undefined;
  } catch {
    return undefined;
  }
}

/** Which columns this browser hides in the table named `settingsKey`. */
export function useHiddenColumns<T>(columns: readonly Column<T>[], settingsKey = 'unnamed') {
  const [stored, store] = useStoredText(`gpuaas.table.hidden.${settingsKey}`);
  const hidden = useMemo(
    () => parseHidden(stored) ?? new Set(columns.filter((column) => column.initiallyHidden).map((column) => column.id)),
    [stored, columns],
  );
  const toggle = (id: string, shown: boolean) => {
    const next = new Set(hidden);
    if (shown) next.delete(id);
    else next.add(id);
    store(JSON.stringify([...next]));
  };
  return { hidden, toggle };
}
