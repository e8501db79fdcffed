import { cn } from './cn';

const sizes = { sm: 'size-5 text-[0.625rem]', md: 'size-6 text-12', lg: 'size-9 text-13' } as const;

/** The first letters of the first and the last word, in upper case; a remark like "(you)" is no word of the name. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/\s+/u)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = words[0]?.[0] ?? '?';
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : '';
  return (first + last).toLocaleUpperCase('en');
}

export type AvatarProps = {
  name: string;
  size?: keyof typeof sizes;
  /** A machine's identity is square and dashed. */ kind?: 'person' | 'service';
  className?: string;
};

/** Stands for somebody; always beside the name, so it is silent. */
export function Avatar({ name, size = 'md', kind = 'person', className }: AvatarProps) {
  return (
    <span
      aria-hidden
      // Drawn, not written: letters in the page would have to be part of the name of a button around them.
      data-initials={initialsOf(name)}
      className={cn(
        'inline-grid shrink-0 place-items-center border bg-sunken before:content-[attr(data-initials)] font-medium text-muted select-none',
        kind === 'person' ? 'rounded-full border-strong' : 'rounded-sm border-dashed border-control',
        sizes[size],
        className,
      )}
    />
  );
}
