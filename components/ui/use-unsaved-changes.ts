'use client';
import { useEffect } from 'react';

/** What a person is asked before a half-filled form is lost. */
export const unsavedQuestion = 'Leave without saving? What you entered will be lost.';

/**
 * Guards a form with changes against leaving by reload, by closing the tab and by following a link of this site. Give
 * the returned function to `mayClose` of a dialog. Links that open elsewhere are let through.
 */
export function useUnsavedChanges(dirty: boolean): () => boolean {
  useEffect(() => {
    if (!dirty) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      if (!leavesThePage(event) || window.confirm(unsavedQuestion)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('beforeunload', onUnload);
    // Capturing on the document runs before the router's own handler.
    document.addEventListener('click', onClick, true);
    return () => {
      window.removeEventListener('beforeunload', onUnload);
      document.removeEventListener('click', onClick, true);
    };
  }, [dirty]);
  return () => !dirty || window.confirm(unsavedQuestion);
}

function leavesThePage(event: MouseEvent): boolean {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return false;
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (!(link instanceof HTMLAnchorElement) || link.target === '_blank' || link.hasAttribute('download')) return false;
  return link.origin === window.location.origin && link.pathname !== window.location.pathname;
}
