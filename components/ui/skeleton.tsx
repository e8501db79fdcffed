import { cn } from './cn';

/** A grey stand-in with the size of what will come, so that nothing moves. Hidden from screen readers: give the region `aria-busy`. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn('block h-3 animate-breathe rounded-sm bg-line', className)} />;
}

/** Several lines of text on their way. */
export function SkeletonText({ lines = 3 }: { lines?: number }) {
  return (
    <span aria-hidden className="flex flex-col gap-2">
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} className={index === lines - 1 ? 'w-3/5' : 'w-full'} />
      ))}
    </span>
  );
}
