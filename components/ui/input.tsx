'use client';
import { Search, X } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';
import { useFieldControl } from './form-field';
import { useDraft } from './use-draft';

/** Shared by everything one types into or opens to choose from. */
export const controlLook =
  'w-full min-w-0 rounded border border-control bg-surface text-13 text-ink transition-colors duration-150 placeholder:text-faint hover:border-muted focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:border-line disabled:bg-sunken disabled:text-faint aria-invalid:border-danger';

export type InputProps = Omit<ComponentProps<'input'>, 'prefix'> & {
  /** Shown inside, before and after what is typed: a unit, a currency, a small button. */
  prefix?: ReactNode;
  suffix?: ReactNode;
  /** Ids, amounts, keys: set in the mono face. */
  mono?: boolean;
};

/** One line of text. */
export function Input({ prefix, suffix, mono, className, ...props }: InputProps) {
  const control = useFieldControl(props);
  const input = (
    <input
      autoComplete="off"
      {...control}
      className={cn(
        controlLook,
        'h-8 px-2.5 read-only:bg-sunken',
        mono && 'font-mono text-13',
        prefix && 'pl-8',
        suffix && 'pr-14',
        className,
      )}
    />
  );
  if (!prefix && !suffix) return input;
  return (
    <span className="relative flex w-full items-center">
      {prefix && (
        <span className="pointer-events-none absolute left-2.5 flex text-13 text-faint [&_svg]:size-4">{prefix}</span>
      )}
      {input}
      {suffix && <span className="absolute right-2.5 flex items-center text-13 text-faint">{suffix}</span>}
    </span>
  );
}

/** Several lines of text; grows with what is typed, up to a limit. */
export function Textarea({ mono, className, ...props }: ComponentProps<'textarea'> & { mono?: boolean }) {
  const control = useFieldControl(props);
  return (
    <textarea
      rows={3}
      {...control}
      className={cn(
        controlLook,
        'field-sizing-content max-h-80 min-h-16 read-only:bg-sunken px-2.5 py-1.5',
        mono && 'font-mono text-13',
        className,
      )}
    />
  );
}

export type SearchInputProps = Omit<InputProps, 'onChange' | 'value' | 'prefix' | 'suffix' | 'type'> & {
  value: string;
  onValueChange: (value: string) => void;
  label: string;
};

/** Filters a list as one types. Escape empties it. */
export function SearchInput({ value, onValueChange, label, className, ...props }: SearchInputProps) {
  const [text, type] = useDraft(value, onValueChange);
  return (
    <span className={cn('relative flex w-full items-center', className)}>
      <Search aria-hidden className="pointer-events-none absolute left-2.5 size-4 text-faint" />
      <input
        type="search"
        autoComplete="off"
        aria-label={label}
        placeholder={label}
        {...props}
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || text === '') return;
          event.stopPropagation();
          type('');
        }}
        className={cn(controlLook, 'h-8 pr-8 pl-8')}
      />
      {text !== '' && (
        <button
          type="button"
          aria-label="Clear search"
          onClick={() => type('')}
          className="absolute right-1 grid size-6 place-items-center rounded-sm text-faint hover:bg-hover hover:text-ink"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </span>
  );
}
