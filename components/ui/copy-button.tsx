'use client';
import { Check, Copy, X } from 'lucide-react';
import { cn } from './cn';
import { useCopy } from './use-copy';

export type CopyButtonProps = { text: string; label: string; className?: string };

/** Copies `text`; says so in place and aloud. `label` names what is copied: "Copy id". */
export function CopyButton({ text, label, className }: CopyButtonProps) {
  const { copy, copied, failed } = useCopy();
  const said = copied ? 'Copied' : failed ? 'The browser did not allow copying' : '';
  return (
    <button
      type="button"
      title={said || label}
      aria-label={label}
      onClick={(event) => {
        event.stopPropagation();
        event.preventDefault();
        void copy(text);
      }}
      className={cn(
        'relative inline-grid size-6 shrink-0 place-items-center rounded-sm text-faint transition-colors duration-150 hover:bg-hover hover:text-ink [&_svg]:size-3.5',
        className,
      )}
    >
      {copied ? (
        <Check aria-hidden className="text-ok" />
      ) : failed ? (
        <X aria-hidden className="text-danger" />
      ) : (
        <Copy aria-hidden />
      )}
      <span role="status" className="sr-only">
        {said}
      </span>
    </button>
  );
}
