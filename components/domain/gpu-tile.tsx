import type { ReactNode } from 'react';
import { formatShare } from '@/components/format/quantity';
import { cn } from '@/components/ui/cn';

/** What a GPU is doing, as far as the viewer may know. */
export type GpuUse = 'free' | 'mine' | 'used' | 'drained' | 'unavailable';

const words: Record<GpuUse, string> = {
  free: 'Free',
  mine: 'Yours',
  used: 'In use',
  drained: 'Drained',
  unavailable: 'Unavailable',
};

/** Frame of a tile by its use; the fill inside says how busy it is. */
export const gpuFrame: Record<GpuUse, string> = {
  free: 'border-control bg-surface',
  mine: 'border-accent-ink bg-accent-soft',
  used: 'border-control bg-sunken',
  drained: 'border-dashed border-warn bg-warn-soft',
  unavailable: 'border-dashed border-danger bg-danger-soft',
};

export type GpuTileProps = {
  /** "GPU 3". */
  label: string;
  use: GpuUse;
  /** Share of the last minute it was busy, 0 to 1; undefined when nobody measures. */
  busy?: number;
  /** Who or what holds it. */
  occupant?: ReactNode;
  simulated?: boolean;
};

/** One GPU: who holds it, and how busy it is, as a bar. */
export function GpuTile({ label, use, busy, occupant, simulated }: GpuTileProps) {
  return (
    <div
      className={cn(
        'relative flex min-h-13 min-w-28 flex-col justify-between overflow-hidden rounded border p-2',
        gpuFrame[use],
      )}
    >
      {simulated && <span aria-hidden className="hatch absolute inset-0 opacity-70" />}
      {busy !== undefined && (
        <span
          aria-hidden
          className={cn('absolute inset-x-0 bottom-0 h-1', use === 'mine' ? 'bg-ring' : 'bg-control')}
          style={{ width: `${Math.round(busy * 100)}%` }}
        />
      )}
      <div className="relative flex items-baseline justify-between gap-2 text-12">
        <span className="font-mono font-medium">{label}</span>
        {busy !== undefined && <span className="num font-mono">{formatShare(busy)}</span>}
      </div>
      <div className="relative min-w-0 text-12 text-muted">
        <p className="truncate">{occupant ?? words[use]}</p>
        {simulated && <p className="truncate text-simulated">Simulated</p>}
      </div>
    </div>
  );
}
