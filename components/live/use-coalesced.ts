import { useEffect, useRef } from 'react';

const delayMs = 150;

/**
 * A function that calls `work` once for every burst of its calls, a moment after the first: one act on the server is often told by
 * several events, and what is on screen need be read anew only once.
 */
export function useCoalesced(work: () => void): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      work();
    }, delayMs);
  };
}
