'use client';
import { useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { useLive } from '@/components/live/live-provider';
import type { LinkState } from './terminal-link';
import { TerminalSearch } from './terminal-search';
import { TerminalStatus } from './terminal-status';
import { useShell, type ShellOptions } from './use-shell';

export type ShellPaneProps = Omit<ShellOptions, 'onSearchRequested' | 'elementRef'> & {
  isFullScreen: boolean;
  onFullScreenChange: (isFullScreen: boolean) => void;
  /** Opens a shell of this name anew, once its program ended. */
  onRestart: () => void;
};

/** One shell: its terminal, a quiet line when something is not as usual, and the bar below. */
export function ShellPane({ isFullScreen, onFullScreenChange, onRestart, ...options }: ShellPaneProps) {
  const [isSearching, setSearching] = useState(false);
  const elementRef = useRef<HTMLDivElement | null>(null);
  const shell = useShell({ ...options, elementRef, onSearchRequested: () => setSearching(true) });
  const live = useLive();
  const closeSearch = () => {
    setSearching(false);
    shell.view?.clearSearch();
    shell.view?.focus();
  };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <QuietLine state={shell.state} onReopen={shell.reopen} onRestart={onRestart} />
      {isSearching && shell.view && <TerminalSearch view={shell.view} matches={shell.matches} onClose={closeSearch} />}
      <div className="relative min-h-0 flex-1 overflow-hidden bg-surface">
        <div ref={elementRef} data-terminal={options.ptyId} className="absolute inset-y-1 right-0 left-2 font-mono" />
      </div>
      <TerminalStatus
        state={shell.state}
        live={live}
        presence={shell.presence}
        onSearch={() => (isSearching ? closeSearch() : setSearching(true))}
        isFullScreen={isFullScreen}
        onFullScreenChange={onFullScreenChange}
      />
    </div>
  );
}

/** A line, not a dialog: whatever keeps the shell from being used at the moment. */
function QuietLine({ state, onReopen, onRestart }: { state: LinkState; onReopen: () => void; onRestart: () => void }) {
  if (state.kind === 'open' || state.kind === 'connecting') return null;
  const isBad = state.kind === 'closed';
  return (
    <div
      role="status"
      className={cn(
        'flex min-h-8 flex-wrap items-center justify-between gap-x-3 border-b px-3 py-1 text-13',
        isBad ? 'border-warn-line bg-warn-soft text-ink' : 'border-line bg-sunken text-muted',
      )}
    >
      <span>{sentenceOf(state)}</span>
      {state.kind === 'exited' && (
        <Button size="sm" onClick={onRestart}>
          Open a new shell
        </Button>
      )}
      {state.kind === 'closed' && (
        <Button size="sm" onClick={onReopen}>
          Try again
        </Button>
      )}
    </div>
  );
}

function sentenceOf(state: LinkState): string {
  switch (state.kind) {
    case 'connecting':
      return 'Connecting.';
    case 'open':
      return 'Connected.';
    case 'unreachable':
      return 'The machine does not answer at the moment. Your programs keep running; trying again.';
    case 'exited':
      return state.signal
        ? `The shell was ended by signal ${state.signal}.`
        : `The shell ended with code ${state.code}.`;
    case 'closed':
      return state.error?.message ?? 'This shell was closed.';
  }
}
