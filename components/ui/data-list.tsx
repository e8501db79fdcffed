import type { ReactNode } from 'react';
import { cn } from './cn';

export type DataItem = { label: string; value: ReactNode; /** A quiet line under the value. */ help?: ReactNode };

/** Facts about one thing, name by name. */
export function DataList({ items, columns = 1 }: { items: readonly DataItem[]; columns?: 1 | 2 }) {
  return (
    <dl className={cn('grid grid-cols-1 gap-x-8', columns === 2 && 'md:grid-cols-2')}>
      {items.map((item) => (
        <div key={item.label} className="flex min-h-9 items-baseline gap-x-6 border-b border-line py-1.5 last:border-0">
          <dt className="max-w-1/2 shrink-0 text-13 text-muted">{item.label}</dt>
          <dd className="min-w-0 flex-1 text-right text-13 wrap-anywhere">
            {item.value}
            {item.help && <div className="text-12 text-faint">{item.help}</div>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
