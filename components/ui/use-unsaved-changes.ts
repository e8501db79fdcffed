'use client';
import { createContext, useContext, useEffect, useRef } from 'react';

/** What a person is asked before a half-filled form is lost. */
const unsavedQuestion = 'Leave without saving? What you entered will be lost.';

/** Says whether something was entered that is not saved. Asked at the moment of leaving. */
export type IsUnsaved = () => boolean;

/** The forms inside an overlay, which asks them before it closes. */
export const UnsavedForms = createContext<Set<IsUnsaved> | null>(null);

/** Whether one may leave: nothing is unsaved, or the person agrees to lose it. */
export function mayLeave(forms: Iterable<IsUnsaved>): boolean {
  return !Array.from(forms).some((isUnsaved) => isUnsaved()) || window.confirm(unsavedQuestion);
}

/**
 * Guards what was entered against leaving by reload, by closing the tab, by following a link of this site, and by closing
 * the overlay around it. Links that open elsewhere are let through.
 */
export function useUnsavedChanges(isUnsaved: IsUnsaved): void {
  const latest = useRef(isUnsaved);
  const overlay = useContext(UnsavedForms);
  useEffect(() => {
    latest.current = isUnsaved;
  });
  useEffect(() => {
    const ask = () => latest.current();
    const onUnload = (event: BeforeUnloadEvent) => {
      if (ask()) event.preventDefault();
    };
    const onClick = (event: MouseEvent) => {
      if (!leavesThePage(event) || mayLeave([ask])) return;
      event.preventDefault();
      event.stopPropagation();
    };
    overlay?.add(ask);
    window.addEventListener('beforeunload', onUnload);
    // Capturing on the document runs before the router's own handler.
    document.addEventListener('click', onClick, true);
    return () => {
      overlay?.delete(ask);
      window.removeEventListener('beforeunload', onUnload);
      document.removeEventListener('click', onClick, true);
    };
  }, [overlay]);
}

function leavesThePage(event: MouseEvent): boolean {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return false;
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (!(link instanceof HTMLAnchorElement) || link.target === '_blank' || link.hasAttribute('download')) return false;
  return link.origin === window.location.origin && link.pathname !== window.location.pathname;
}
