import { StatusTile } from '@/components/ui/status';
import type { ConnectionState } from './shell.types';

const looks = {
  live: { word: 'Live', tone: 'ok', shape: 'full' },
  connecting: { word: 'Connecting', tone: 'warn', shape: 'half' },
  offline: { word: 'Offline', tone: 'danger', shape: 'cross' },
} as const;

/** Whether changes arrive by themselves. */
export function LiveIndicator({ state }: { state: ConnectionState }) {
  const look = looks[state];
  return (
    <span role="status" className="inline-flex items-center gap-1.5 px-1.5 text-12 text-muted">
      <StatusTile tone={look.tone} shape={look.shape} live={state === 'connecting'} className="size-2" />
      <span className={state === 'live' ? 'max-sm:sr-only' : undefined}>{look.word}</span>
    </span>
  );
}
