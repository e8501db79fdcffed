'use client';
import { Ellipsis, Plus } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { IconButton } from '@/components/ui/button';
import { Menu } from '@/components/ui/menu';

export type ShellTabsProps = {
  shells: readonly string[];
  current: string | undefined;
  onNew: () => void;
  onNewNamed: () => void;
  onEnd: (ptyId: string) => void;
  /** Shown at the left when nothing else on the screen says whose shells these are. */
  title: string | undefined;
};

/** The shells of a workload as a strip, with what can be done to them. */
export function ShellTabs({ shells, current, onNew, onNewNamed, onEnd, title }: ShellTabsProps) {
  return (
    <div className="flex h-9 shrink-0 items-center gap-1 border-b border-line bg-sunken pr-1">
      {title && <span className="truncate pl-3 text-13 font-medium max-sm:hidden">{title}</span>}
      {shells.length > 0 && (
        <Tabs.List
          aria-label="Shells"
          className="relative flex h-full min-w-0 overflow-x-auto overflow-y-hidden [scrollbar-width:none]"
        >
          {shells.map((ptyId) => (
            <Tabs.Trigger
              key={ptyId}
              value={ptyId}
              className="ring-inset-focus h-full shrink-0 border-r border-line px-3 font-mono text-12 text-muted transition-colors duration-150 hover:text-ink data-[state=active]:bg-surface data-[state=active]:text-ink data-[state=active]:shadow-[inset_0_2px_0_var(--color-accent-ink)]"
            >
              {ptyId}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
      )}
      <IconButton label="New shell" size="sm" onClick={onNew}>
        <Plus aria-hidden />
      </IconButton>
      <span className="ml-auto" />
      <Menu
        label="Shells"
        trigger={
          <IconButton label="More about shells" size="sm" tooltip={false}>
            <Ellipsis aria-hidden />
          </IconButton>
        }
        items={[
          { label: 'New shell', onSelect: onNew },
          { label: 'New shell with a name', onSelect: onNewNamed },
          { kind: 'separator' },
          {
            label: current ? `End ${current}` : 'End shell',
            danger: true,
            onSelect: () => current && onEnd(current),
            ...(!current && { disabledReason: 'No shell is open' }),
          },
        ]}
      />
    </div>
  );
}
