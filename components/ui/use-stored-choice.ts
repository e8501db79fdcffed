'use client';
import { useCallback, useSyncExternalStore } from 'react';

const changed = 'gpuaas:stored';

function subscribe(onChange: () => void): () => void {
  window.addEventListener(changed, onChange);
  window.addEventListener('storage', onChange);
  return () => {
    window.removeEventListener(changed, onChange);
    window.removeEventListener('storage', onChange);
  };
}

/**
 * A text this browser remembers under `key`; null while the server draws and while nothing is stored. Where storage is
 * closed nothing is remembered and the default stays.
 */
export function useStoredText(key: string): readonly [string | null, (next: string) => void] {
  const read = useCallback(() => {
    try {
      return window.localStorage.getItem(key);
    } catch {
      return null;
    }
  }, [key]);
  const value = useSyncExternalStore(subscribe, read, () => null);
  const write = useCallback(
    (next: string) => {
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

/** A remembered preference that is one of `choices`; the first is the default. */
export function useStoredChoice<T extends string>(
  key: string,
  choices: readonly [T, ...T[]],
): readonly [T, (next: T) => void] {
  const [stored, write] = useStoredText(key);
  return [choices.find((choice) => choice === stored) ?? choices[0], write] as const;
}
