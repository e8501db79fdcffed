import type { ReactNode } from 'react';
import { PortalFrame } from '@/components/portal/portal-frame';
import { PortalProvider } from '@/components/portal/portal-context';
import { ApiProvider } from '@/components/trpc/client';
import { portalContext } from '../portal.server';
import { buildLabel } from '../build.server';

/** The frame of every signed-in page. */
export default async function PortalLayout({ children }: { children: ReactNode }) {
  const { me, chosen } = await portalContext();
  return (
    <ApiProvider>
      <PortalProvider me={me} chosen={chosen}>
        <PortalFrame footer={buildLabel()}>{children}</PortalFrame>
      </PortalProvider>
    </ApiProvider>
  );
}
