import type { ReactNode } from 'react';
import { Avatar } from '@/components/ui/avatar';
import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';

export type PersonProps = {
  name: string;
  /** An address, or what a service account is for. */
  detail?: string;
  kind?: 'person' | 'service';
  /** "Project admin". */
  role?: string;
  /** Where the role holds: a project's name. */
  scope?: ReactNode;
  /** One line: for table cells. */
  inline?: boolean;
  className?: string;
};

/** Who somebody is, and where they may do what. */
export function Person({ name, detail, kind = 'person', role, scope, inline, className }: PersonProps) {
  return (
    <span className={cn('inline-flex max-w-full min-w-0 items-center gap-2', className)}>
      <Avatar name={name} kind={kind} size={inline ? 'sm' : 'lg'} />
      <span className={cn('min-w-0', inline && 'flex items-baseline gap-2')}>
        <span className={cn('block truncate text-13', !inline && 'font-medium')}>{name}</span>
        {detail && <span className={cn('block truncate text-12 text-faint', inline && 'max-sm:hidden')}>{detail}</span>}
      </span>
      {role && (
        <span className="ml-1 inline-flex min-w-0 items-center gap-1.5">
          <Badge>{role}</Badge>
          {scope && <span className="truncate text-12 text-faint">{scope}</span>}
        </span>
      )}
    </span>
  );
}
