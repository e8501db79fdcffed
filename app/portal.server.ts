import 'server-only';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { chooseContext } from '@/components/portal/choose-context';
import { CONTEXT_COOKIE, parseContext } from '@/components/portal/context-cookie';
import { isAppError } from '@/server/shared/errors';
import { api } from './trpc.server';

/** Who asks for the page and where they work. Sends people who are signed out, or belong nowhere, to their page. */
export const portalContext = cache(async () => {
  const me = await (await api()).me.get().catch((error: unknown) => {
    const cause = error instanceof Error ? error.cause : undefined;
    if (isAppError(cause) && cause.kind === 'unauthenticated') return null;
    throw error;
  });
  // A cookie without a live session was one: revoked elsewhere, or not used for too long.
  if (!me) redirect((await hasSessionCookie()) ? '/signed-out?reason=ended' : '/sign-in');
  if (me.organizations.length === 0 && me.platformPermissions.length === 0) redirect('/no-membership');
  const chosen = parseContext((await cookies()).get(CONTEXT_COOKIE)?.value);
  return { me, chosen, ...chooseContext(me, chosen) };
});

async function hasSessionCookie(): Promise<boolean> {
  return (await cookies()).getAll().some((cookie) => cookie.name.includes('next-auth.session-token'));
}
