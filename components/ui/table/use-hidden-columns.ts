'use client';
import { useEffect, useState } from 'react';
import type { Column } from './table.types';

function storageKey(settingsKey: string): string {
  return `gpuaas.table.hidden.${settingsKey}`;
}

function readHidden(settingsKey: string): ReadonlySet<string> | undefined {
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(storageKey(settingsKey)) ?? 'null');
    return Array.isArray(stored) ? new Set(stored.filter((id) => typeof id === 'string')) : undefined;
  } catch {
    return undefined;
  }
}

/** Which columns this browser hides in the table named `settingsKey`; without a name nothing is remembered. */
export function useHiddenColumns<T>(columns: readonly Column<T>[], settingsKey?: string) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(
    () => new Set(columns.filter((column) => column.initiallyHidden).map((column) => column.id)),
  );
  // Read after the first paint: the server does not know this browser's choice.
  useEffect(() => {
    const stored = settingsKey ? readHidden(settingsKey) : undefined;
    if (stored) setHidden(stored);
  }, [settingsKey]);
  const toggle = (id: string, shown: boolean) => {
    const next = new Set(hidden);
    if (shown) next.delete(id);
    else next.add(id);
    setHidden(next);
    if (!settingsKey) return;
    try {
      window.localStorage.setItem(storageKey(settingsKey), JSON.stringify([...next]));
    } catch {
      // Storage is closed in this browser: the choice lasts as long as the page.
    }
  };
  return { hidden, toggle };
}
