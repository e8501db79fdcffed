'use client';
import { Lock } from 'lucide-react';
import Link from 'next/link';
import { Tabs as Primitive } from 'radix-ui';
import { useId, type ReactNode } from 'react';
import { Count } from './badge';
import { cn } from './cn';

const strip = 'relative flex gap-5 overflow-x-auto border-b border-line [scrollbar-width:none]';
const tab =
  'ring-inset-focus relative -mb-px inline-flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-0.5 text-13 font-medium text-muted transition-colors duration-150 hover:text-ink';
const chosen = 'border-accent-ink text-ink';

export type Tab = {
  value: string;
  label: ReactNode;
  count?: ReactNode;
  content: ReactNode;
  /** Kept alive while hidden: a terminal, a half-filled form. */
  keepMounted?: boolean;
  /** Why it cannot be opened: the tab is disabled, and the reason stands under the strip. */
  disabledReason?: string;
};

export type TabsProps = {
  tabs: readonly Tab[];
  value: string;
  onValueChange: (value: string) => void;
  label: string;
  className?: string;
};

/** Several views of one thing. Keep `value` in the URL with useUrlState. */
export function Tabs({ tabs, value, onValueChange, label, className }: TabsProps) {
  const reasonId = useId();
  return (
    <Primitive.Root value={value} onValueChange={onValueChange} className={cn('flex min-h-0 flex-col', className)}>
      <Primitive.List aria-label={label} className={strip}>
        {tabs.map((item) => (
          <Primitive.Trigger
            key={item.value}
            value={item.value}
            disabled={item.disabledReason !== undefined}
            aria-describedby={item.disabledReason && `${reasonId}-${item.value}`}
            className={cn(
              tab,
              'data-disabled:cursor-not-allowed data-disabled:text-faint data-[state=active]:border-accent-ink data-[state=active]:text-ink',
            )}
          >
            {item.disabledReason && <Lock aria-hidden className="size-3.5" />}
            {item.label}
            {item.count !== undefined && <Count>{item.count}</Count>}
          </Primitive.Trigger>
        ))}
      </Primitive.List>
      {tabs.map(
        (item) =>
          item.disabledReason && (
            <p key={item.value} id={`${reasonId}-${item.value}`} className="pt-2 text-12 text-faint">
              {item.label}: {item.disabledReason}
            </p>
          ),
      )}
      {tabs.map((item) => (
        <Primitive.Content
          key={item.value}
          value={item.value}
          forceMount={item.keepMounted || undefined}
          className="min-h-0 flex-1 pt-4 data-[state=inactive]:hidden"
        >
          {item.content}
        </Primitive.Content>
      ))}
    </Primitive.Root>
  );
}

export type TabLink = { href: string; label: ReactNode; count?: ReactNode };

/** Tabs that are pages of their own. */
export function TabLinks({ links, current, label }: { links: readonly TabLink[]; current: string; label: string }) {
  return (
    <nav aria-label={label} className={strip}>
      {links.map((link) => (
        <Link
          key={link.href}
          href={link.href}
          aria-current={link.href === current ? 'page' : undefined}
          className={cn(tab, link.href === current && chosen)}
        >
          {link.label}
          {link.count !== undefined && <Count>{link.count}</Count>}
        </Link>
      ))}
    </nav>
  );
}
