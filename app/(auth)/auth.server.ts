import 'server-only';
import { isAppError } from '@/server/shared/errors';
import { api } from '../trpc.server';

/** Who asks for the page, or null when they are signed out. */
export async function findMe() {
  return (await api()).me.get().catch((error: unknown) => {
    const cause = error instanceof Error ? error.cause : undefined;
    if (isAppError(cause) && cause.kind === 'unauthenticated') return null;
    throw error;
  });
}

/** What the sign-in page offers: single sign-on, demo accounts, set-up still to be done. */
export async function signInOptions() {
  return (await api()).iam.signIn.options();
}

/** Whether the person belongs somewhere, or works on the platform itself. */
export function isAtHome(me: NonNullable<Awaited<ReturnType<typeof findMe>>>): boolean {
  return me.organizations.length > 0 || me.platformPermissions.length > 0;
}
