import type { ReactNode } from 'react';
import { cn } from './cn';
import { toneSoft, type Tone } from './tones';

export type BadgeProps = { children: ReactNode; tone?: Tone; icon?: ReactNode; className?: string };

/** A short word about something, with the colour of what it means. What is simulated is hatched too. */
export function Badge({ children, tone = 'neutral', icon, className }: BadgeProps) {
  return (
    <span
      className={cn(
        'inline-flex h-5 max-w-full items-center gap-1 rounded-sm border px-1.5 text-12 font-medium whitespace-nowrap [&_svg]:size-3',
        toneSoft[tone],
        className,
      )}
    >
      {tone === 'simulated' && (
        <span aria-hidden className="hatch -ml-0.5 size-2.5 rounded-tile border border-simulated-line" />
      )}
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}

/** Counts beside a label. */
export function Count({ children }: { children: ReactNode }) {
  return (
    <span className="num inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm bg-sunken px-1 text-12 text-muted">
      {children}
    </span>
  );
}
