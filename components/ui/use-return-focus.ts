'use client';
import { useLayoutEffect, useRef } from 'react';

/**
 * Remembers what had the focus when `open` became true, and gives it back on close. Dialogs that are opened by state
 * have no trigger of their own to return to. Give the result to `onCloseAutoFocus`.
 */
export function useReturnFocus(open: boolean): (event: Event) => void {
  const opener = useRef<HTMLElement | null>(null);
  // Before the content mounts: a field in it may take the focus as it appears.
  useLayoutEffect(() => {
    if (open) opener.current = ownerOf(document.activeElement);
  }, [open]);
  return (event) => {
    event.preventDefault();
    opener.current?.focus();
  };
}

/** An entry of a menu is gone once it was chosen; the button of the menu stays. */
function ownerOf(element: Element | null): HTMLElement | null {
  const menu = element?.closest('[role="menu"]');
  const button = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : element;
  return button instanceof HTMLElement ? button : null;
}
