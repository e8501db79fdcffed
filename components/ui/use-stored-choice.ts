'use client';
import { useCallback, useSyncExternalStore } from 'react';

const changed = 'gpuaas:choice';

function subscribe(onChange: () => void): () => void {
  window.addEventListener(changed, onChange);
  window.addEventListener('storage', onChange);
  return () => {
    window.removeEventListener(changed, onChange);
    window.removeEventListener('storage', onChange);
  };
}

/** A preference of this browser, such as the density of tables. Where storage is closed it lasts as long as the page. */
export function useStoredChoice<T extends string>(
  key: string,
  choices: readonly [T, ...T[]],
): readonly [T, (next: T) => void] {
  const fallback = choices[0];
  const read = useCallback((): T => {
    try {
      const stored = window.localStorage.getItem(key);
      return choices.find((choice) => choice === stored) ?? fallback;
    } catch {
      return fallback;
    }
  }, [key, choices, fallback]);
  const value = useSyncExternalStore(subscribe, read, () => fallback);
  const write = useCallback(
    (next: T) => {
      try {
        window.localStorage.setItem(key, next);
      } catch {
        return;
      }
      window.dispatchEvent(new Event(changed));
    },
    [key],
  );
  return [value, write] as const;
}
