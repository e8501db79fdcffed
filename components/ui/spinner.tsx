import { cn } from './cn';

/** Positions of the eight tiles on a 3 × 3 grid, clockwise from the top left. */
const ring = [
  [0, 0],
  [1, 0],
  [2, 0],
  [2, 1],
  [2, 2],
  [1, 2],
  [0, 2],
  [0, 1],
] as const;

const cycleMs = 1200;

/** Eight tiles lit in turn: something is under way and its length is not known. Silent unless given a `label`. */
export function Spinner({ className, label }: { className?: string; label?: string }) {
  return (
    <svg
      viewBox="0 0 11 11"
      className={cn('size-4 shrink-0', className)}
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {ring.map(([column, row], index) => (
        <rect
          key={index}
          x={column * 4}
          y={row * 4}
          width={3}
          height={3}
          rx={0.75}
          fill="currentColor"
          className="animate-tick opacity-25"
          style={{ animationDelay: `${(index * cycleMs) / ring.length - cycleMs}ms` }}
        />
      ))}
    </svg>
  );
}
