import 'server-only';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { CONTEXT_COOKIE, parseContext } from '@/components/portal/context-cookie';
import { sessionCookieName } from '@/server/platform/iam';
import { findMe, isAtHome } from './me.server';

/** Who asks for the page and where they chose to work. Sends people who are signed out, or belong nowhere, to their page. */
export async function portalContext() {
  const me = await findMe();
  const all = await cookies();
  // A cookie without a live session was one: revoked elsewhere, or not used for too long.
  if (!me)
    redirect(
      all.getAll().some(({ name }) => name.startsWith(sessionCookieName())) ? '/signed-out?reason=ended' : '/sign-in',
    );
  if (!isAtHome(me)) redirect('/no-membership');
  return { me, chosen: parseContext(all.get(CONTEXT_COOKIE)?.value) };
}
