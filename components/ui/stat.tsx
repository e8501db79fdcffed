import { ArrowDownRight, ArrowUpRight, Minus } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { cn } from './cn';
import { toneText, type Tone } from './tones';

export type StatProps = {
  label: string;
  value: ReactNode;
  unit?: string;
  /** Which time the figure speaks of, or as of when: "this month", "as of 14:03 UTC". */
  period?: ReactNode;
  delta?: { text: string; direction: 'up' | 'down' | 'flat'; /** Whether that is good news. */ tone?: Tone };
  /** The last values, oldest first. */
  sparkline?: readonly number[];
  /** Where the lines behind the figure are. */
  href?: string;
  size?: 'md' | 'lg';
};

const arrows = { up: ArrowUpRight, down: ArrowDownRight, flat: Minus } as const;

/** One figure with its unit, its period, and how it changed. */
export function Stat({ label, value, unit, period, delta, sparkline, href, size = 'md' }: StatProps) {
  const Arrow = delta && arrows[delta.direction];
  return (
    <div className="relative flex min-w-0 flex-col gap-1 rounded border border-line bg-surface p-4 has-[a:hover]:border-control">
      <div className="flex items-baseline justify-between gap-2 text-12 text-faint">
        {href ? (
          <Link href={href} className="rounded-sm text-muted after:absolute after:inset-0 hover:text-ink">
            {label}
          </Link>
        ) : (
          <span className="text-muted">{label}</span>
        )}
        {period && <span className="truncate">{period}</span>}
      </div>
      <div className="flex items-end justify-between gap-4">
        <p className={cn('num leading-tight font-semibold', size === 'lg' ? 'text-28' : 'text-20')}>
          {value}
          {unit && <span className="ml-1 text-13 font-normal tracking-normal text-faint">{unit}</span>}
        </p>
        {sparkline && sparkline.length > 1 && <Sparkline values={sparkline} className="mb-1 h-6 w-24" />}
      </div>
      {delta && Arrow && (
        <p className={cn('flex items-center gap-1 text-12', toneText[delta.tone ?? 'neutral'])}>
          <Arrow aria-hidden className="size-3.5" />
          <span className="sr-only">
            {delta.direction === 'flat' ? 'Unchanged: ' : delta.direction === 'up' ? 'Up: ' : 'Down: '}
          </span>
          {delta.text}
        </p>
      )}
    </div>
  );
}

const box = { width: 100, height: 24, margin: 2 };

/** The shape of a few numbers; says nothing about their size, so it is silent. */
export function Sparkline({ values, className }: { values: readonly number[]; className?: string }) {
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const points = values.map((value, index) => {
    const x = (index / Math.max(1, values.length - 1)) * box.width;
    const y = box.height - box.margin - ((value - low) / span) * (box.height - 2 * box.margin);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg
      viewBox={`0 0 ${box.width} ${box.height}`}
      preserveAspectRatio="none"
      aria-hidden
      className={cn('block overflow-visible', className)}
    >
      <polygon points={`0,${box.height} ${points.join(' ')} ${box.width},${box.height}`} className="fill-accent-soft" />
      <polyline
        points={points.join(' ')}
        fill="none"
        className="stroke-ring"
        strokeWidth="1.5"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
