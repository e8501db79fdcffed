import { appendAudit } from '@/server/platform/audit';
import { processNow } from '@/server/shared/clock';
import { database, inTransaction, type Tx } from '@/server/shared/db';
import { sharedErrors } from '@/server/shared/errors';
import { uuidFromId, type Id } from '@/server/shared/ids';
import { iamEvents } from '../iam.events';
import type { Actor, UserActor } from '../iam.types';
import type { Client } from './authenticate';
import { isLive, SESSION_MAX_MS } from './sessions.rules';
import {
  findSession,
  findSessionsOf,
  insertSession,
  markRevoked,
  type SessionFacts,
  type SignInMethod,
} from './sessions.repository';

interface Arrival {
  person: { id: Id<'usr'>; name: string; email: string };
  method: SignInMethod;
  client: Client;
}

/** Opens a session for somebody who has just proven who they are. */
export async function startSession(tx: Tx, { person, method, client }: Arrival): Promise<Id<'ses'>> {
  const sessionId = await insertSession(tx, {
    userId: person.id,
    method,
    expiresAt: new Date(tx.now.getTime() + SESSION_MAX_MS),
    ipAddress: client.ipAddress,
    userAgent: client.userAgent,
  });
  await appendAudit(tx, {
    actor: { kind: 'user', id: person.id, name: person.name, ...client },
    action: 'iam.session.signed_in',
    target: { kind: 'person', id: person.id, name: person.email },
    result: 'ok',
    metadata: { method, session_id: sessionId },
  });
  return sessionId;
}

interface Revocation {
  actor: Actor;
  /** Stands on the session and in the trail: `signed_out`, `revoked_by_person`, `password_changed`. */
  reason: string;
}

/** Ends a session in the caller's transaction; whatever hangs on it is told by the event. One that is over stays as it is. */
export async function revokeSession(
  tx: Tx,
  session: { id: Id<'ses'>; userId: Id<'usr'> },
  { actor, reason }: Revocation,
): Promise<void> {
  if (!(await markRevoked(tx, session.id, reason))) return;
  await appendAudit(tx, {
    actor,
    action: reason === 'signed_out' ? 'iam.session.signed_out' : 'iam.session.revoked',
    target: { kind: 'session', id: session.id },
    result: 'ok',
    reason,
    metadata: { user_id: session.userId },
  });
  await iamEvents.session_revoked.publish(
    tx,
    { session_id: session.id, user_id: session.userId },
    { userId: uuidFromId(session.userId) },
  );
}

/** Ends all of a person's sessions, but one when told which to keep. */
export async function revokeSessionsOf(
  tx: Tx,
  target: { userId: Id<'usr'>; except?: Id<'ses'> },
  revocation: Revocation,
): Promise<void> {
  for (const session of await findSessionsOf(tx.db, target.userId)) {
    if (session.id !== target.except) await revokeSession(tx, session, revocation);
  }
}

/** The live sessions of the person who asks. */
export async function listOwnSessions(actor: UserActor): Promise<SessionFacts[]> {
  const now = processNow();
  return (await findSessionsOf(database(), actor.id)).filter((session) => isLive(session, now));
}

/** Ends one of the person's own sessions. Somebody else's is answered like one that does not exist. */
export function revokeOwnSession(actor: UserActor, sessionId: Id<'ses'>): Promise<void> {
  return inTransaction(async (tx) => {
    const session = await findSession(tx.db, sessionId);
    if (session?.userId !== actor.id) throw sharedErrors.not_found();
    await revokeSession(tx, session, { actor, reason: 'revoked_by_person' });
  });
}

/** Ends all of the person's sessions but the one in which they ask. */
export function revokeOtherSessions(actor: UserActor): Promise<void> {
  return inTransaction((tx) =>
    revokeSessionsOf(tx, { userId: actor.id, except: actor.sessionId }, { actor, reason: 'revoked_by_person' }),
  );
}

/** Ends the session that somebody signs out of. */
export function signOut(sessionId: Id<'ses'>, client: Client): Promise<void> {
  return inTransaction(async (tx) => {
    const session = await findSession(tx.db, sessionId);
    if (!session) return;
    const actor: Actor = { kind: 'user', id: session.userId, name: session.userName, ...client };
    await revokeSession(tx, session, { actor, reason: 'signed_out' });
  });
}
