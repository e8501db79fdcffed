'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { Logo } from './logo';
import { activeHref, navGroups } from './navigation';
import { ContextSelector } from './context-selector';
import type { ContextSelection, NavEntry, Navigation } from './shell.types';

type RailProps = {
  navigation: Navigation;
  homeHref: string;
  footer?: ReactNode;
  /** The selectors the top bar has no room for on narrow windows. */
  contexts?: readonly ContextSelection[];
  onNavigate?: () => void;
};

/** The left rail: groups of places, the current one marked. */
export function Rail({ navigation, homeHref, footer, contexts = [], onNavigate }: RailProps) {
  const current = activeHref(navigation, usePathname());
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-12 shrink-0 items-center px-4">
        <Link href={homeHref} onClick={onNavigate} aria-label="GPUaaS, home" className="rounded-sm">
          <Logo />
        </Link>
      </div>
      {contexts.length > 1 && (
        <div className="flex flex-col items-start gap-1 border-b border-line px-2.5 pb-3 sm:hidden">
          {contexts.map((selection) => (
            <ContextSelector key={selection.label} selection={selection} />
          ))}
        </div>
      )}
      <nav aria-label="Main" className="min-h-0 flex-1 overflow-y-auto px-2 pt-1 pb-4">
        {navGroups.map(({ id, label }) => {
          const entries = navigation[id] ?? [];
          if (entries.length === 0) return null;
          return (
            <section key={id} aria-labelledby={`rail-${id}`} className="mt-4 first:mt-1">
              <h2 id={`rail-${id}`} className="px-2 pb-1 text-12 text-faint">
                {label}
              </h2>
              <ul>
                {entries.map((entry) => (
                  <RailEntry key={entry.href} entry={entry} current={entry.href === current} onNavigate={onNavigate} />
                ))}
              </ul>
            </section>
          );
        })}
      </nav>
      {footer && <div className="border-t border-line px-4 py-2.5 text-12 text-faint">{footer}</div>}
    </div>
  );
}

type RailEntryProps = { entry: NavEntry; current: boolean; onNavigate?: () => void };

function RailEntry({ entry, current, onNavigate }: RailEntryProps) {
  return (
    <li>
      <Link
        href={entry.href}
        onClick={onNavigate}
        aria-current={current ? 'page' : undefined}
        className={cn(
          'ring-inset-focus relative flex h-8 items-center gap-2.5 rounded px-2 text-13 transition-colors duration-150 lg:h-7',
          '[&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-faint',
          current
            ? 'bg-selected font-medium text-ink before:absolute before:inset-y-1.5 before:-left-2 before:w-0.5 before:rounded-r-full before:bg-ring [&_svg]:text-accent-ink'
            : 'text-muted hover:bg-hover hover:text-ink',
        )}
      >
        {entry.icon}
        <span className="min-w-0 flex-1 truncate">{entry.label}</span>
        {entry.badge}
      </Link>
    </li>
  );
}
