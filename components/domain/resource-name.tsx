import Link from 'next/link';
import { cn } from '@/components/ui/cn';
import { CopyButton } from '@/components/ui/copy-button';

export type ResourceNameProps = {
  /** The id (alc_…) or the full resource name (gpuaas:…). */
  id: string;
  /** What people call it; without it the id stands alone. */
  name?: string;
  href?: string;
  className?: string;
};

/** What a resource is called, and its id to copy. */
export function ResourceName({ id, name, href, className }: ResourceNameProps) {
  return (
    <span className={cn('inline-flex max-w-full min-w-0 items-center gap-1.5', className)}>
      {name &&
        (href ? (
          <Link href={href} className="truncate rounded-sm text-13 font-medium text-ink hover:underline">
            {name}
          </Link>
        ) : (
          <span className="truncate text-13 font-medium text-ink">{name}</span>
        ))}
      <span title={id} className="min-w-0 truncate font-mono text-12 text-faint">
        {id}
      </span>
      <CopyButton text={id} label={`Copy ${id}`} />
    </span>
  );
}
