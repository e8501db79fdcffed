import { Skeleton } from '@/components/ui/skeleton';

const bars = [
  'h-1/3',
  'h-1/2',
  'h-2/5',
  'h-3/4',
  'h-3/5',
  'h-1/2',
  'h-4/5',
  'h-2/3',
  'h-1/2',
  'h-2/5',
  'h-3/5',
  'h-3/4',
];

/** A chart on its way, with its final height. */
export function ChartSkeleton() {
  return (
    <div aria-hidden className="flex h-full items-end gap-2 border-b border-line px-2">
      {bars.map((height, index) => (
        <Skeleton key={index} className={`${height} flex-1 rounded-b-none`} />
      ))}
    </div>
  );
}
