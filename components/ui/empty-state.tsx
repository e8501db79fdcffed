import type { ReactNode } from 'react';
import { cn } from './cn';

export type EmptyStateProps = {
  title: string;
  /** What would be here, and how it comes to be. */
  children?: ReactNode;
  action?: ReactNode;
  /** Smaller, for panels and tabs. */
  compact?: boolean;
  heading?: 'h2' | 'h3' | 'p';
};

/** Nothing here yet: says what belongs here and offers the first step. */
export function EmptyState({ title, children, action, compact, heading: Heading = 'p' }: EmptyStateProps) {
  return (
    <div
      className={cn(
        'flex flex-col items-center justify-center text-center',
        compact ? 'gap-2 px-4 py-8' : 'gap-3 px-6 py-16',
      )}
    >
      {!compact && <EmptyTiles />}
      <Heading className={cn('font-medium', compact ? 'text-13' : 'text-16')}>{title}</Heading>
      {children && <div className="max-w-md text-13 text-balance text-muted">{children}</div>}
      {action && <div className="mt-1 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

/** The eight tiles of the mark, all vacant. */
function EmptyTiles() {
  const tiles = [
    [0, 0],
    [1, 0],
    [2, 0],
    [0, 1],
    [0, 2],
    [1, 2],
    [2, 2],
  ] as const;
  return (
    <svg viewBox="0 0 44 44" aria-hidden className="mb-1 size-11 text-strong">
      {tiles.map(([column, row]) => (
        <rect
          key={`${column}${row}`}
          x={column * 15 + 1}
          y={row * 15 + 1}
          width="12"
          height="12"
          rx="2"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
        />
      ))}
      <rect
        x="16"
        y="16"
        width="27"
        height="12"
        rx="2"
        className="fill-accent-soft stroke-accent-line"
        strokeWidth="1.5"
        strokeDasharray="3 2.5"
      />
    </svg>
  );
}
