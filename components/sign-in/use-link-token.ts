'use client';
import { useSyncExternalStore } from 'react';

/**
 * The token in the page's fragment: undefined until the browser has taken over, null when there is none. A fragment is not
 * sent to any server; it goes there in the body of a call only.
 */
export function useLinkToken(): string | null | undefined {
  return useSyncExternalStore(subscribe, readToken, () => undefined);
}

/** Takes the spent token out of the address, so that it stays neither on screen nor in the history. */
export function forgetLinkToken(): void {
  window.history.replaceState(window.history.state, '', window.location.pathname);
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
}

function readToken(): string | null {
  return window.location.hash.slice(1) || null;
}
