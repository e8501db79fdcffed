'use client';
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';
import { useLiveClient } from '@/components/live/live-provider';
import { messageOf, wireErrorOf } from '@/components/trpc/wire-error';
import type { LiveError, ShellPresence } from '@/server/platform/runtime';
import { createTerminalLink, type LinkState, type TerminalLink } from './terminal-link';
import { exposeTerminal } from './terminal-readers';
import type { TerminalSize, TerminalView } from './terminal-view';

export interface ShellOptions {
  surfaceId: string;
  ptyId: string;
  /** Start the shell if it is not there. */
  create: boolean;
  isVisible: boolean;
  mintTicket: () => Promise<string>;
  onSearchRequested: () => void;
  /** The element that the terminal is drawn in. */
  elementRef: RefObject<HTMLDivElement | null>;
}

/** One shell as its pane shows it. */
export interface Shell {
  /** Undefined while the drawing part is loaded. */
  view: TerminalView | undefined;
  state: LinkState;
  presence: ShellPresence | undefined;
  matches: { index: number; count: number } | undefined;
  reopen: () => void;
}

const SIZE_BEFORE_FIT: TerminalSize = { columns: 80, rows: 24 };

/** Draws a shell and keeps it connected while the component lives. The drawing part is loaded when needed. */
export function useShell(options: ShellOptions): Shell {
  const { surfaceId, ptyId, create, isVisible, elementRef } = options;
  const live = useLiveClient();
  const linkRef = useRef<TerminalLink | undefined>(undefined);
  const [view, setView] = useState<TerminalView>();
  const [state, setState] = useState<LinkState>({ kind: 'connecting' });
  const [presence, setPresence] = useState<ShellPresence>();
  const [matches, setMatches] = useState<Shell['matches']>();
  const mintTicket = useEffectEvent(options.mintTicket);
  const onSearchRequested = useEffectEvent(options.onSearchRequested);

  useEffect(() => {
    const element = elementRef.current;
    if (!element) return;
    let isOver = false;
    let drawn: TerminalView | undefined;
    let size = SIZE_BEFORE_FIT;
    let stopExposing: (() => void) | undefined;
    const start = async () => {
      const [{ createTerminalView }] = await Promise.all([import('./terminal-view'), document.fonts.ready]);
      if (isOver) return;
      const made = createTerminalView(element, `Terminal ${ptyId}`, {
        onInput: (data) => linkRef.current?.write(data),
        onFit: (fitted) => {
          if (fitted.columns === size.columns && fitted.rows === size.rows) return;
          size = fitted;
          linkRef.current?.resize(fitted.columns, fitted.rows);
        },
        onSearchRequested,
        onSearchResults: setMatches,
      });
      drawn = made;
      stopExposing = exposeTerminal(ptyId, made);
      made.follow(null);
      linkRef.current = createTerminalLink({
        live,
        surfaceId,
        ptyId,
        create,
        size,
        mintTicket,
        toLiveError,
        onOutput: (data, offset, consumed) => made.write(data, offset, consumed),
        onGap: ({ offset, missedBytes }) => made.note(gapNote(offset, missedBytes)),
        onOpened: ({ endOffset, isFresh }) => isFresh && made.reset(endOffset),
        onPresence: (now) => {
          setPresence(now);
          const isActive = now.watchers.some((watcher) => watcher.isSelf && watcher.isActive);
          made.follow(isActive ? null : { columns: now.columns, rows: now.rows });
          made.setQuiet(!isActive);
        },
        onState: setState,
      });
      setView(made);
    };
    void start();
    return () => {
      isOver = true;
      stopExposing?.();
      linkRef.current?.close();
      linkRef.current = undefined;
      drawn?.dispose();
      setView(undefined);
    };
  }, [live, surfaceId, ptyId, create, elementRef]);

  useEffect(() => {
    view?.setVisible(isVisible);
    if (isVisible) view?.focus();
  }, [view, isVisible]);

  return { view, state, presence, matches, reopen: () => linkRef.current?.reopen() };
}

function toLiveError(error: unknown): LiveError {
  const wire = wireErrorOf(error);
  if (wire) return { code: wire.code, kind: wire.kind, message: wire.message, correlationId: wire.correlationId };
  return { code: 'live.no_answer', kind: 'unavailable', message: messageOf(error), correlationId: '' };
}

const bytes = new Intl.NumberFormat('en', { style: 'unit', unit: 'byte', unitDisplay: 'long' });

function gapNote(offset: number, missedBytes: number): string {
  const amount = bytes.format(missedBytes);
  return offset === 0 ? `the first ${amount} of output are no longer kept` : `${amount} of output are no longer kept`;
}
