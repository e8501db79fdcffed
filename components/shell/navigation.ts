import type { NavGroupId, Navigation } from './shell.types';

/** The groups of the rail, in order. */
export const navGroups: readonly { id: NavGroupId; label: string }[] = [
  { id: 'workloads', label: 'Workloads' },
  { id: 'compute', label: 'Compute' },
  { id: 'apps', label: 'Apps' },
  { id: 'storage', label: 'Storage' },
  { id: 'access', label: 'Access' },
  { id: 'account', label: 'Account' },
  { id: 'platform', label: 'Platform' },
];

/** The entry a page belongs to: the longest address that leads to it. */
export function activeHref(navigation: Navigation, pathname: string): string | undefined {
  const hrefs = navGroups.flatMap(({ id }) => (navigation[id] ?? []).map((entry) => entry.href));
  const fitting = hrefs.filter((href) => pathname === href || (href !== '/' && pathname.startsWith(`${href}/`)));
  return fitting.sort((a, b) => b.length - a.length)[0];
}
