'use client';

import { signOut } from 'next-auth/react';
import { usePathname, useRouter } from 'next/navigation';
import { useMemo, type ReactNode } from 'react';
import { useLive } from '@/components/live/live-provider';
import { AppShell } from '@/components/shell/app-shell';
import type { ContextSelection } from '@/components/shell/shell.types';
import { Banner } from '@/components/ui/banner';
import { ButtonLink } from '@/components/ui/button';
import { navigationFor } from './navigation';
import { usePortal, type Portal } from './portal-context';

interface PortalFrameProps {
  /** Version and profile, at the foot of the rail. */
  footer: ReactNode;
  notice?: ReactNode;
  children: ReactNode;
}

/** Rail, top bar and palette around every page of the portal, for the person who is signed in. */
export function PortalFrame({ footer, notice, children }: PortalFrameProps) {
  const portal = usePortal();
  const live = useLive();
  const contexts = useContexts(portal);
  const navigation = useMemo(() => navigationFor(portal), [portal]);
  return (
    <AppShell
      navigation={navigation}
      contexts={contexts}
      user={{ name: portal.me.user.name, email: portal.me.user.email }}
      userMenu={[{ kind: 'link', label: 'Profile and devices', href: '/account' }]}
      onSignOut={() => void signOut({ callbackUrl: '/signed-out' })}
      connection={live.status === 'ended' ? 'offline' : live.status}
      notice={notice ?? (live.status === 'ended' && <SessionEnded message={live.error?.message} />)}
      railFooter={footer}
    >
      {children}
    </AppShell>
  );
}

/** The server closed the connection for good: what is on screen stays, and the way back is one press. */
function SessionEnded({ message }: { message: string | undefined }) {
  return (
    <Banner tone="warn" title="You are signed out" action={<ButtonLink href="/sign-in">Sign in</ButtonLink>}>
      {message ?? 'This page no longer gets updates.'}
    </Banner>
  );
}

function useContexts(portal: Portal): ContextSelection[] {
  const router = useRouter();
  const pathname = usePathname();
  const { me, organization, project, choose } = portal;
  const projects = me.projects.filter((each) => each.organizationId === organization?.id);
  const chooseProject = (projectId: string) => {
    choose({ ...(organization && { organizationId: organization.id }), projectId });
    if (pathname.startsWith('/projects/'))
      router.push(pathname.replace(/^\/projects\/[^/]+/, `/projects/${projectId}`));
    else router.refresh();
  };
  return [
    {
      label: 'Organization',
      current: organization?.id,
      choices: me.organizations.map(({ id, name }) => ({ id, name })),
      onChoose: (organizationId) => {
        choose({ organizationId });
        if (pathname.startsWith('/projects/')) router.push('/');
        else router.refresh();
      },
    },
    {
      label: 'Project',
      current: project?.id,
      choices: projects.map(({ id, name }) => ({ id, name })),
      onChoose: chooseProject,
      placeholder: 'No project yet',
    },
  ];
}
