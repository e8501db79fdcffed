'use client';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';

export type TagProps = {
  children: ReactNode;
  /** Makes it removable; names what goes. */ onRemove?: () => void;
  removeLabel?: string;
};

/** A word somebody put on something: a label, a chosen filter. */
export function Tag({ children, onRemove, removeLabel = 'Remove' }: TagProps) {
  return (
    <span className="inline-flex h-6 max-w-full items-center gap-0.5 rounded-sm border border-line bg-sunken pl-2 text-12 text-ink not-has-[button]:pr-2">
      <span className="truncate">{children}</span>
      {onRemove && (
        <button
          type="button"
          aria-label={removeLabel}
          onClick={onRemove}
          className="ring-inset-focus grid size-6 shrink-0 place-items-center rounded-sm text-faint hover:text-ink"
        >
          <X aria-hidden className="size-3" />
        </button>
      )}
    </span>
  );
}
