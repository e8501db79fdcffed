'use client';
import { LogOut } from 'lucide-react';
import { Avatar } from '@/components/ui/avatar';
import { Menu, type MenuItem } from '@/components/ui/menu';
import type { ShellUser } from './shell.types';

type UserMenuProps = { user: ShellUser; items?: readonly MenuItem[]; onSignOut: () => void };

/** Who is signed in, and what is theirs. */
export function UserMenu({ user, items = [], onSignOut }: UserMenuProps) {
  return (
    <Menu
      label="Your account"
      trigger={
        <button
          type="button"
          aria-label={`Your account, ${user.name}`}
          className="grid size-7 place-items-center rounded-full hover:bg-hover"
        >
          <Avatar name={user.name} />
        </button>
      }
      items={[
        {
          kind: 'heading',
          label: (
            <span className="block">
              <span className="block text-13 font-medium text-ink">{user.name}</span>
              <span className="block truncate">{user.email}</span>
              {user.role && <span className="mt-0.5 block">{user.role}</span>}
            </span>
          ),
        },
        { kind: 'separator' },
        ...items,
        ...(items.length > 0 ? [{ kind: 'separator' } as const] : []),
        { label: 'Sign out', icon: <LogOut aria-hidden />, onSelect: onSignOut },
      ]}
    />
  );
}
