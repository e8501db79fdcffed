import {
  Building2,
  Gauge,
  House,
  Landmark,
  Layers,
  Network,
  ReceiptText,
  Rocket,
  ScrollText,
  Server,
  SquareTerminal,
  UserRound,
  Users,
  WalletCards,
} from 'lucide-react';
import type { NavEntry, Navigation } from '@/components/shell/shell.types';
import type { Portal } from './portal-context';

type Gated = NavEntry & { shown: boolean };

/** The rail of this person: only places that lead somewhere for them. */
export function navigationFor({ project, can }: Portal): Navigation {
  const gated: Partial<Record<keyof Navigation, Gated[]>> = {
    workloads: [
      { href: '/', label: 'Home', icon: <House />, shown: true },
      { href: '/workloads', label: 'Active work', icon: <SquareTerminal />, shown: can('gpuaas.allocation.read') },
      {
        href: `/projects/${project?.id ?? ''}/spend`,
        label: 'Project spend',
        icon: <Gauge />,
        keywords: ['cost', 'budget', 'usage'],
        shown: project !== undefined && can('billing.spend.read'),
      },
    ],
    compute: [
      {
        href: '/compute/launch',
        label: 'Launch',
        icon: <Rocket />,
        keywords: ['new', 'start'],
        shown: can('gpuaas.allocation.launch'),
      },
      {
        href: '/compute/catalog',
        label: 'Catalog',
        icon: <Layers />,
        keywords: ['price', 'capacity'],
        shown: can('gpuaas.catalog.read'),
      },
    ],
    access: [
      {
        href: '/access/people',
        label: 'People',
        icon: <Users />,
        shown: can('iam.person.read', 'organization') || can('iam.person.read'),
      },
      {
        href: '/access/structure',
        label: 'Structure',
        icon: <Network />,
        keywords: ['departments', 'projects'],
        shown: can('iam.department.read', 'organization'),
      },
      {
        href: '/access/audit',
        label: 'Audit',
        icon: <ScrollText />,
        keywords: ['trail', 'history'],
        shown: can('audit.entry.read', 'organization'),
      },
    ],
    account: [{ href: '/account', label: 'Profile and devices', icon: <UserRound />, shown: true }],
    platform: [
      {
        href: '/finance/account',
        label: 'Finance',
        icon: <WalletCards />,
        keywords: ['balance'],
        shown: can('billing.account.read', 'organization'),
      },
      {
        href: '/finance/ledger',
        label: 'Ledger',
        icon: <Landmark />,
        shown: can('billing.ledger.read', 'organization'),
      },
      {
        href: '/platform/fleet',
        label: 'Fleet',
        icon: <Server />,
        keywords: ['nodes', 'gpus'],
        shown: can('gpuaas.fleet.read', 'platform'),
      },
      {
        href: '/platform/organizations',
        label: 'Organizations',
        icon: <Building2 />,
        shown: can('iam.organization.read', 'platform'),
      },
      {
        href: '/platform/audit',
        label: 'Platform audit',
        icon: <ReceiptText />,
        shown: can('audit.entry.read', 'platform'),
      },
    ],
  };
  return Object.fromEntries(
    Object.entries(gated).map(([group, entries]) => [
      group,
      entries.filter((entry) => entry.shown).map(({ shown: _, ...entry }) => entry),
    ]),
  );
}
