'use client';
import { Menu as MenuIcon, Search } from 'lucide-react';
import { IconButton } from '@/components/ui/button';
import { ContextSelector } from './context-selector';
import { LiveIndicator } from './live-indicator';
import { LogoMark } from './logo';
import type { AppShellProps } from './shell.types';
import { ThemeSwitch } from './theme-switch';
import { UserMenu } from './user-menu';

type TopBarProps = Pick<AppShellProps, 'contexts' | 'user' | 'userMenu' | 'onSignOut' | 'connection'> & {
  onOpenRail: () => void;
  onOpenPalette: () => void;
  paletteKeys: string;
};

/** What one looks at on the left, how to get elsewhere and who one is on the right. */
export function TopBar({
  contexts,
  user,
  userMenu,
  onSignOut,
  connection,
  onOpenRail,
  onOpenPalette,
  paletteKeys,
}: TopBarProps) {
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b border-line bg-surface px-3 lg:px-4">
      <IconButton label="Open navigation" size="sm" tooltip={false} onClick={onOpenRail} className="lg:hidden">
        <MenuIcon aria-hidden />
      </IconButton>
      <LogoMark className="lg:hidden max-sm:hidden" />
      <div className="flex min-w-0 flex-1 items-center">
        {contexts.map((selection, index) => {
          // Narrow windows have room for the narrowest scope; the others stand in the drawer.
          const wider = index < contexts.length - 1;
          return (
            <span
              key={selection.label}
              className={wider ? 'flex min-w-0 items-center max-sm:hidden' : 'flex min-w-0 items-center'}
            >
              <ContextSelector selection={selection} />
              {wider && (
                <span aria-hidden className="px-0.5 text-16 font-light text-control">
                  /
                </span>
              )}
            </span>
          );
        })}
      </div>
      <button
        type="button"
        onClick={onOpenPalette}
        className="hidden h-7 w-56 items-center gap-2 rounded border border-line bg-canvas px-2 text-13 text-faint transition-colors duration-150 hover:border-strong hover:text-muted md:flex"
      >
        <Search aria-hidden className="size-3.5" />
        <span className="flex-1 text-left">Go to, or do</span>
        <kbd className="font-mono text-12">{paletteKeys}</kbd>
      </button>
      <IconButton label="Search" size="sm" onClick={onOpenPalette} tooltip={false} className="md:hidden">
        <Search aria-hidden />
      </IconButton>
      <LiveIndicator state={connection} />
      <ThemeSwitch />
      <UserMenu user={user} items={userMenu} onSignOut={onSignOut} />
    </header>
  );
}
