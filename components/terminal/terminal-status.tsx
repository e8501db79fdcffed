import { Maximize2, Minimize2, Search } from 'lucide-react';
import { IconButton } from '@/components/ui/button';
import { StatusTile } from '@/components/ui/status';
import { Tooltip } from '@/components/ui/tooltip';
import type { LiveState } from '@/components/live/live.types';
import type { ShellPresence } from '@/server/platform/runtime';
import type { LinkState } from './terminal-link';

export type TerminalStatusProps = {
  state: LinkState;
  live: LiveState;
  presence: ShellPresence | undefined;
  onSearch: () => void;
  isFullScreen: boolean;
  onFullScreenChange: (isFullScreen: boolean) => void;
};

/** The thin bar below a shell: connection, latency, who watches, size; search and full screen. */
export function TerminalStatus(props: TerminalStatusProps) {
  const { state, live, presence, onSearch, isFullScreen, onFullScreenChange } = props;
  const look = lookOf(state, live);
  return (
    <footer className="flex h-8 shrink-0 items-center gap-4 border-t border-line bg-sunken pr-1 pl-3 text-12 text-muted">
      <span role="status" className="inline-flex items-center gap-1.5 whitespace-nowrap">
        <StatusTile tone={look.tone} shape={look.shape} live={look.shape === 'half'} className="size-2" />
        {look.word}
      </span>
      {state.kind === 'open' && live.latencyMs !== null && (
        <span className="num whitespace-nowrap max-sm:hidden" title="Time of the last round trip">
          {live.latencyMs < 10 ? live.latencyMs.toFixed(1) : Math.round(live.latencyMs)} ms
        </span>
      )}
      <Watchers presence={presence} />
      <span className="ml-auto" />
      {presence && state.kind === 'open' && (
        <span className="num whitespace-nowrap max-sm:hidden">
          {presence.columns} × {presence.rows}
        </span>
      )}
      <span className="flex">
        <IconButton label="Find in this terminal" size="sm" onClick={onSearch}>
          <Search aria-hidden />
        </IconButton>
        <IconButton
          label={isFullScreen ? 'Leave full screen' : 'Full screen'}
          size="sm"
          onClick={() => onFullScreenChange(!isFullScreen)}
        >
          {isFullScreen ? <Minimize2 aria-hidden /> : <Maximize2 aria-hidden />}
        </IconButton>
      </span>
    </footer>
  );
}

function Watchers({ presence }: { presence: ShellPresence | undefined }) {
  if (!presence || presence.watchers.length < 2) return null;
  const others = presence.watchers.filter((watcher) => !watcher.isSelf).map((watcher) => watcher.name);
  const active = presence.watchers.find((watcher) => watcher.isActive && !watcher.isSelf);
  return (
    <Tooltip content={active ? `${active.name} typed last and gives the shell its size.` : 'You typed last.'}>
      <button type="button" className="min-w-0 truncate rounded-sm px-1 hover:text-ink">
        Also here: {others.join(', ')}
      </button>
    </Tooltip>
  );
}

function lookOf(state: LinkState, live: LiveState) {
  switch (state.kind) {
    case 'open':
      return { word: 'Connected', tone: 'ok', shape: 'full' } as const;
    case 'connecting':
      if (live.status === 'offline') return { word: 'Offline, trying again', tone: 'danger', shape: 'cross' } as const;
      return { word: 'Connecting', tone: 'warn', shape: 'half' } as const;
    case 'unreachable':
      return { word: 'Machine does not answer', tone: 'warn', shape: 'half' } as const;
    case 'exited':
      return { word: 'Ended', tone: 'neutral', shape: 'faded' } as const;
    case 'closed':
      return { word: 'Closed', tone: 'neutral', shape: 'cross' } as const;
  }
}
