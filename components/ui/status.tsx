import type { ReactNode } from 'react';
import { cn } from './cn';
import { toneText, type Tone } from './tones';

/**
 * How far along a thing is, drawn as a tile, so that state can be read without colour:
 * `hollow` not yet · `half` on its way · `full` there · `cross` failed · `faded` over.
 */
export type TileShape = 'hollow' | 'half' | 'full' | 'cross' | 'faded';

export type StatusProps = {
  label: ReactNode;
  tone?: Tone;
  shape?: TileShape;
  /** Something is going on right now. */
  live?: boolean;
  className?: string;
};

/** The tile alone; always stands beside words. */
export function StatusTile({ tone = 'neutral', shape = 'full', live, className }: Omit<StatusProps, 'label'>) {
  return (
    <svg
      viewBox="0 0 10 10"
      aria-hidden
      className={cn('size-2.5 shrink-0', toneText[tone], live && 'animate-breathe', className)}
    >
      {shape === 'full' && <rect width="10" height="10" rx="2" fill="currentColor" />}
      {shape !== 'full' && (
        <rect x=".75" y=".75" width="8.5" height="8.5" rx="1.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      )}
      {shape === 'half' && <rect x="1" y="5" width="8" height="4" fill="currentColor" />}
      {shape === 'cross' && <path d="M3.2 3.2l3.6 3.6M6.8 3.2L3.2 6.8" stroke="currentColor" strokeWidth="1.5" />}
      {shape === 'faded' && <rect x="3" y="4.25" width="4" height="1.5" fill="currentColor" />}
    </svg>
  );
}

/** A tile and its word. The word carries the meaning; colour and shape repeat it. */
export function Status({ label, className, ...tile }: StatusProps) {
  return (
    <span className={cn('inline-flex items-center gap-2 text-13 whitespace-nowrap', className)}>
      <StatusTile {...tile} />
      {label}
    </span>
  );
}
