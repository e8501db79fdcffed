'use client';
import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';

export type UrlStateOptions = { /** Adds a step to the history, so that Back undoes it. */ push?: boolean };

/**
 * State of a page that lives in the address, so that it can be shared, reloaded and gone back from. `defaults` names
 * the keys and the values that need not be written down; give it from outside the component. All values are strings.
 */
export function useUrlState<T extends Record<string, string>>(
  defaults: T,
): readonly [T, (patch: Partial<T>, options?: UrlStateOptions) => void] {
  const params = useSearchParams();
  const pathname = usePathname();
  const values = useMemo(() => readUrlState(defaults, params), [defaults, params]);
  const update = useCallback(
    (patch: Partial<T>, options: UrlStateOptions = {}) => {
      // The address is read at the moment of writing: two updates in one tick must both survive.
      const query = writeUrlState(defaults, patch, window.location.search);
      const href = query === '' ? pathname : `${pathname}?${query}`;
      if (options.push) window.history.pushState(null, '', href);
      else window.history.replaceState(null, '', href);
    },
    [defaults, pathname],
  );
  return [values, update] as const;
}

/** The values in an address, each default where it says nothing. */
export function readUrlState<T extends Record<string, string>>(
  defaults: T,
  params: { get(key: string): string | null },
): T {
  const values: Record<string, string> = { ...defaults };
  for (const key of Object.keys(defaults)) values[key] = params.get(key) ?? defaults[key] ?? '';
  return values as T;
}

/** A query string with `patch` applied; what equals its default is left out, what belongs to others is kept. */
export function writeUrlState<T extends Record<string, string>>(
  defaults: T,
  patch: Partial<T>,
  search: string,
): string {
  const params = new URLSearchParams(search);
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined || value === defaults[key]) params.delete(key);
    else params.set(key, value);
  }
  return params.toString();
}
