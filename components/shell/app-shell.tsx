'use client';
import dynamic from 'next/dynamic';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { navGroups } from './navigation';
import { Rail } from './rail';
import { RailDrawer } from './rail-drawer';
import type { AppShellProps, Command, Navigation } from './shell.types';
import { TopBar } from './top-bar';

// Most pages are used without it; it comes when first asked for.
const CommandPalette = dynamic(() => import('./command-palette').then((module) => module.CommandPalette), {
  ssr: false,
});

/** The frame of every signed-in page: rail, top bar, palette, and the page itself. */
export function AppShell(props: AppShellProps) {
  const { navigation, homeHref = '/', railFooter, notice, children, onCommandQuery } = props;
  const [railOpen, setRailOpen] = useState(false);
  const [palette, setPalette] = useState<'never' | 'open' | 'closed'>('never');
  const paletteKeys = usePaletteKeys();
  usePaletteShortcut(() => setPalette((state) => (state === 'open' ? 'closed' : 'open')));
  const commands = useMemo(() => [...commandsOf(navigation), ...(props.commands ?? [])], [navigation, props.commands]);
  return (
    <div className="min-h-dvh lg:pl-56">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded border border-strong bg-raised px-3 py-1.5 text-13 focus-visible:translate-y-0"
      >
        Skip to the page
      </a>
      <aside className="fixed inset-y-0 left-0 z-30 hidden w-56 border-r border-line bg-canvas lg:block">
        <Rail navigation={navigation} homeHref={homeHref} footer={railFooter} />
      </aside>
      <RailDrawer {...props} homeHref={homeHref} open={railOpen} onOpenChange={setRailOpen} />
      <TopBar
        {...props}
        paletteKeys={paletteKeys}
        onOpenRail={() => setRailOpen(true)}
        onOpenPalette={() => setPalette('open')}
      />
      {notice}
      <main id="main" tabIndex={-1} className="min-w-0 outline-none">
        {children}
      </main>
      {palette !== 'never' && (
        <CommandPalette
          open={palette === 'open'}
          onOpenChange={(open) => setPalette(open ? 'open' : 'closed')}
          commands={commands}
          onQueryChange={onCommandQuery}
        />
      )}
    </div>
  );
}

/** The places of the rail as commands. */
function commandsOf(navigation: Navigation): Command[] {
  return navGroups.flatMap(({ id, label }) =>
    (navigation[id] ?? []).map((entry) => ({
      id: entry.href,
      group: label,
      label: entry.label,
      icon: entry.icon,
      keywords: entry.keywords,
      href: entry.href,
    })),
  );
}

function usePaletteShortcut(toggle: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey)
        return;
      // In a terminal Ctrl+K cuts to the end of the line, and belongs to the shell.
      if (event.ctrlKey && event.target instanceof Element && event.target.closest('[data-captures-keys]')) return;
      event.preventDefault();
      toggle();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}

/** "⌘ K" where that is the custom, "Ctrl K" elsewhere and on the server. */
function usePaletteKeys(): string {
  return useSyncExternalStore(
    () => () => undefined,
    () => (/mac|iphone|ipad/iu.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K'),
    () => 'Ctrl K',
  );
}
