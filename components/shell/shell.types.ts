import type { ReactNode } from 'react';
import type { MenuItem } from '@/components/ui/menu';

/** The seven groups of the rail, in their order. */
export type NavGroupId = 'workloads' | 'compute' | 'apps' | 'storage' | 'access' | 'account' | 'platform';

export type NavEntry = {
  href: string;
  label: string;
  icon?: ReactNode;
  /** A count or a mark at the right end. */
  badge?: ReactNode;
  /** Further words the palette finds it by. */
  keywords?: string[];
};

/** Only entries that lead somewhere belong here; a group without any is not drawn. */
export type Navigation = Partial<Record<NavGroupId, readonly NavEntry[]>>;

export type ContextChoice = { id: string; name: string; hint?: string };

/** One selector of the top bar: an organization, a project. */
export type ContextSelection = {
  /** What is chosen: "Organization". */
  label: string;
  current: string | undefined;
  choices: readonly ContextChoice[];
  onChoose: (id: string) => void;
  placeholder?: string;
  footer?: ReactNode;
};

export type Command = {
  id: string;
  label: string;
  group: string;
  icon?: ReactNode;
  hint?: string;
  keywords?: string[];
  href?: string;
  onSelect?: () => void;
};

/** `live` updates arrive · `connecting` again · `offline` what is shown may be old. */
export type ConnectionState = 'live' | 'connecting' | 'offline';

export type ShellUser = { name: string; email: string; role?: string };

export type AppShellProps = {
  navigation: Navigation;
  /** Left to right in the top bar, widest scope first. */
  contexts: readonly ContextSelection[];
  user: ShellUser;
  /** Between the name and "Sign out". */
  userMenu?: readonly MenuItem[];
  onSignOut: () => void;
  connection: ConnectionState;
  /** Acts and places beyond those of the rail. */
  commands?: readonly Command[];
  /** Words typed into the palette, for results the server finds; they come back in `commands`. */
  onCommandQuery?: (query: string) => void;
  /** A line across the top: simulated GPUs, a balance that ends, maintenance. */
  notice?: ReactNode;
  /** At the foot of the rail: version, environment. */
  railFooter?: ReactNode;
  /** Where the wordmark leads. */
  homeHref?: string;
  children: ReactNode;
};
