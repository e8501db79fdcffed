import { processNow } from '@/server/shared/clock';
import { database } from '@/server/shared/db';
import type { UserActor } from '../iam.types';
import { sessionIdOf } from './cookie';
import { isLive, isSeenStale } from './sessions.rules';
import { findSession, touchSession } from './sessions.repository';

/** From where a request comes. */
export interface Client {
  ipAddress: string | null;
  userAgent: string | null;
}

/**
 * Cookies → the person behind them, or null. The session's row is looked at every time, so that a revocation counts from
 * the next request on. For tRPC, pages and socket handshakes alike. With `isUse: false` nobody is taken to have used the
 * session: an open tab that looks again by itself must not keep it alive.
 */
export async function authenticate(
  cookies: Readonly<Record<string, string>>,
  client: Client,
  { isUse = true } = {},
): Promise<UserActor | null> {
  const sessionId = await sessionIdOf(cookies);
  if (!sessionId) return null;
  const session = await findSession(database(), sessionId);
  const now = processNow();
  if (!session || session.isUserDisabled || !isLive(session, now)) return null;
  if (isUse && isSeenStale(session, now)) {
    await touchSession(database(), sessionId, { at: now, ipAddress: client.ipAddress });
  }
  return {
    kind: 'user',
    id: session.userId,
    name: session.userName,
    sessionId,
    ipAddress: client.ipAddress,
    userAgent: client.userAgent,
  };
}

/** Remembers that somebody works in their session in another way than by requests: by typing into a terminal. */
export async function noteUse(actor: UserActor): Promise<void> {
  await touchSession(database(), actor.sessionId, { at: processNow(), ipAddress: actor.ipAddress });
}
