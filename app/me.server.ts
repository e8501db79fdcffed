import 'server-only';
import { cache } from 'react';
import { isAppError } from '@/server/shared/errors';
import { api } from './api.server';

/** Who asks for the page, or null when they are signed out. Asked once per request. */
export const findMe = cache(async () =>
  (await api()).me.get().catch((error: unknown) => {
    const cause = error instanceof Error ? error.cause : undefined;
    if (isAppError(cause) && cause.kind === 'unauthenticated') return null;
    throw error;
  }),
);

/** Whether the person belongs somewhere, or works on the platform itself. */
export function isAtHome(me: NonNullable<Awaited<ReturnType<typeof findMe>>>): boolean {
  return me.organizations.length > 0 || me.platformPermissions.length > 0;
}
