import type { ReactNode } from 'react';
import { PortalFrame } from '@/components/portal/portal-frame';
import { PortalProvider } from '@/components/portal/portal-context';
import { LiveProvider } from '@/components/live/live-provider';
import { ApiProvider } from '@/components/trpc/client';
import { portalContext } from '../portal.server';
import { buildLabel } from '../build.server';

/** The frame of every signed-in page. */
export default async function PortalLayout({ children }: { children: ReactNode }) {
  const { me, chosen } = await portalContext();
  return (
    <ApiProvider>
      <PortalProvider me={me} chosen={chosen}>
        <LiveProvider>
          <PortalFrame footer={buildLabel()}>{children}</PortalFrame>
        </LiveProvider>
      </PortalProvider>
    </ApiProvider>
  );
}
