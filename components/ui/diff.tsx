import type { ReactNode } from 'react';
import { cn } from './cn';

/** One setting before and after; undefined means that it was not there. */
export type Change = { field: string; before?: ReactNode; after?: ReactNode };

/** What changed in a record, field by field. */
export function Diff({ changes, label = 'Changes' }: { changes: readonly Change[]; label?: string }) {
  if (changes.length === 0) return <p className="text-13 text-faint">Nothing changed.</p>;
  return (
    <div
      role="list"
      aria-label={label}
      className="overflow-hidden rounded border border-line bg-surface font-mono text-12"
    >
      {changes.map((change) => (
        <div key={change.field} role="listitem" className="border-b border-line last:border-0">
          <div className="bg-canvas px-3 py-1 text-muted">{change.field}</div>
          {change.before !== undefined && <DiffLine kind="removed">{change.before}</DiffLine>}
          {change.after !== undefined && <DiffLine kind="added">{change.after}</DiffLine>}
        </div>
      ))}
    </div>
  );
}

function DiffLine({ kind, children }: { kind: 'removed' | 'added'; children: ReactNode }) {
  const removed = kind === 'removed';
  return (
    <div className={cn('flex gap-3 px-3 py-0.5', removed ? 'bg-danger-soft' : 'bg-ok-soft')}>
      <span aria-hidden className={cn('select-none', removed ? 'text-danger' : 'text-ok')}>
        {removed ? '−' : '+'}
      </span>
      <span className="sr-only">{removed ? 'before:' : 'after:'}</span>
      <span className="min-w-0 break-words text-ink">{children}</span>
    </div>
  );
}
