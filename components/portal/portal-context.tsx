'use client';

import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import type { Me } from '@/server/platform/iam';
import { chooseContext, type WorkingContext } from './choose-context';
import { CONTEXT_COOKIE, formatContext, type ChosenContext } from './context-cookie';

export interface Portal extends WorkingContext {
  me: Me;
  choose: (context: ChosenContext) => void;
  /** Whether a right is held at the chosen project, its organization, or the platform. For emphasis only: the server decides. */
  can: (permission: string, at?: 'project' | 'organization' | 'platform') => boolean;
}

const PortalContext = createContext<Portal | null>(null);

const COOKIE_AGE_SECONDS = 365 * 24 * 3_600;

/** Holds who is signed in and where they work, for every page of the portal. */
export function PortalProvider({ me, chosen, children }: { me: Me; chosen: ChosenContext; children: ReactNode }) {
  const [current, setCurrent] = useState(chosen);
  const choose = useCallback((context: ChosenContext) => {
    document.cookie = `${CONTEXT_COOKIE}=${formatContext(context)}; path=/; max-age=${COOKIE_AGE_SECONDS}; samesite=lax`;
    setCurrent(context);
  }, []);
  const portal = useMemo<Portal>(() => {
    const working = chooseContext(me, current);
    return {
      me,
      ...working,
      choose,
      can: (permission, at = 'project') => {
        if (at === 'platform') return me.platformPermissions.includes(permission);
        const held = at === 'project' ? working.project?.permissions : working.organization?.permissions;
        return held?.includes(permission) ?? false;
      },
    };
  }, [me, current, choose]);
  return <PortalContext value={portal}>{children}</PortalContext>;
}

/** Who is signed in and where they work. Only below PortalProvider. */
export function usePortal(): Portal {
  const portal = use(PortalContext);
  if (!portal) throw new Error('usePortal stands outside of the portal');
  return portal;
}
