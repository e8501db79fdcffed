'use client';
import { useEffect, useRef, useState } from 'react';

const shownMs = 1600;

/** Copies text; `copied` is true for a moment after it worked. Where the clipboard is closed, `failed` says so. */
export function useCopy(): { copy: (text: string) => Promise<void>; copied: boolean; failed: boolean } {
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'failed'>('none');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      setOutcome('failed');
    }
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOutcome('none'), shownMs);
  };
  return { copy, copied: outcome === 'copied', failed: outcome === 'failed' };
}
