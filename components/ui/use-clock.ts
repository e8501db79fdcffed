'use client';
import { useCallback, useSyncExternalStore } from 'react';

/**
 * The time in milliseconds, anew every `stepMs`; null while the server draws, whose clock and zone are not the
 * viewer's. Rounded down to the step, so that all that tick together change together.
 */
export function useNow(stepMs: number): number | null {
  const subscribe = useCallback(
    (onTick: () => void) => {
      const timer = setInterval(onTick, stepMs);
      return () => clearInterval(timer);
    },
    [stepMs],
  );
  const read = useCallback(() => Math.floor(Date.now() / stepMs) * stepMs, [stepMs]);
  return useSyncExternalStore<number | null>(subscribe, read, () => null);
}

/** The viewer's IANA time zone; UTC while the server draws. */
export function useTimeZone(): string {
  return useSyncExternalStore(
    () => () => undefined,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => 'UTC',
  );
}
