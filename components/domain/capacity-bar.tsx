import { cn } from '@/components/ui/cn';

export type CapacityBarProps = {
  total: number;
  /** Held by others. */
  used: number;
  /** Held by the viewer's project. */
  mine?: number;
  /** Drained or broken. */
  unavailable?: number;
  /** "GPUs", "slots". */
  unit: string;
  simulated?: boolean;
  /** Why nothing can be had although something is free, or why nothing is. */
  reason?: string;
  className?: string;
};

/** Above this many the tiles would be too narrow to count, and become one bar. */
const tileCountMax = 32;

/** How much of a kind of capacity is free: one tile per unit, yours, others', out of order, free. */
export function CapacityBar({
  total,
  used,
  mine = 0,
  unavailable = 0,
  unit,
  simulated,
  reason,
  className,
}: CapacityBarProps) {
  const free = Math.max(0, total - used - mine - unavailable);
  const parts = [
    { key: 'mine', count: mine, look: 'bg-ring border-ring' },
    { key: 'used', count: used, look: 'bg-control border-control' },
    { key: 'unavailable', count: unavailable, look: 'border-dashed border-danger' },
    { key: 'free', count: free, look: cn('border-control', simulated && 'hatch border-simulated') },
  ];
  const words = [
    `${free} of ${total} ${unit} free`,
    mine > 0 && `${mine} yours`,
    unavailable > 0 && `${unavailable} out of order`,
  ]
    .filter(Boolean)
    .join(', ');
  return (
    <div className={cn('flex min-w-0 flex-col gap-1', className)}>
      <div aria-hidden className={cn('flex h-3', total <= tileCountMax ? 'gap-0.5' : 'gap-0')}>
        {total <= tileCountMax
          ? parts.flatMap((part) =>
              Array.from({ length: part.count }, (_, index) => (
                <span
                  key={`${part.key}${index}`}
                  className={cn('max-w-4 min-w-0.5 flex-1 rounded-tile border', part.look)}
                />
              )),
            )
          : parts
              .filter((part) => part.count > 0)
              .map((part) => (
                <span
                  key={part.key}
                  className={cn('border first:rounded-l-tile last:rounded-r-tile', part.look)}
                  style={{ flexGrow: part.count }}
                />
              ))}
      </div>
      <p className="text-12 text-muted">
        <span className="num">{words}</span>
        {simulated && <span className="text-simulated"> · simulated</span>}
      </p>
      {reason && <p className="text-12 text-warn">{reason}</p>}
    </div>
  );
}
