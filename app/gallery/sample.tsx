import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

/** One piece of the gallery under its name. */
export function Sample({ name, children, wide }: { name: string; children: ReactNode; wide?: boolean }) {
  return (
    <div className={cn('flex min-w-0 flex-col gap-2', wide && 'lg:col-span-2 2xl:col-span-3')}>
      <h3 className="font-mono text-12 text-faint">{name}</h3>
      <div className="min-w-0">{children}</div>
    </div>
  );
}

/** Samples side by side. */
export function SampleGrid({ children }: { children: ReactNode }) {
  return <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2 2xl:grid-cols-3">{children}</div>;
}

/** Things in a line that wraps. */
export function Line({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-3">{children}</div>;
}
