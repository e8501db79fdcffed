import { appendAudit } from '@/server/platform/audit';
import { database, inTransaction } from '@/server/shared/db';
import type { Id } from '@/server/shared/ids';
import { iamErrors } from '../iam.errors';
import { systemActor, type Actor } from '../iam.types';
import { findPersonByEmail, normalEmail, type PersonFacts } from '../people/people.repository';
import type { Client } from '../sessions/authenticate';
import { startSession } from '../sessions/sessions.service';
import { isPassword } from './password';
import { countAttempt, forgiveAttempt } from './throttle.repository';
import { throttleKeys } from './throttle.rules';

/** What the sign-in library keeps in its token. */
export interface SignedIn {
  userId: Id<'usr'>;
  sessionId: Id<'ses'>;
  name: string;
  email: string;
}

/**
 * Checks e-mail and password and opens a session. The attempt is counted before the password is looked at, so that many at
 * once do not slip through, and taken back when it was right. Unknown address, account without a password, disabled account
 * and wrong password take as long and answer the same: `iam.sign_in_failed`. Too many failures: `iam.sign_in_throttled`.
 */
export async function signInWithPassword(
  credentials: { email: string; password: string },
  client: Client,
): Promise<SignedIn> {
  const email = normalEmail(credentials.email);
  const keys = throttleKeys(email, client.ipAddress);
  const isThrottled = await inTransaction(async (tx) => {
    let isOver = false;
    for (const { key, failuresMax } of keys) {
      if ((await countAttempt(tx, key)) > failuresMax) isOver = true;
    }
    return isOver;
  });
  const person = await findPersonByEmail(database(), email);
  if (isThrottled) {
    await auditFailure({ person, client, reason: 'throttled' });
    throw iamErrors.sign_in_throttled();
  }
  const isRight = await isPassword(person?.isDisabled ? null : person?.passwordHash, credentials.password);
  if (!isRight || !person) {
    await auditFailure({ person, client, reason: 'wrong_credentials' });
    throw iamErrors.sign_in_failed();
  }
  const sessionId = await inTransaction(async (tx) => {
    for (const { key } of keys) await forgiveAttempt(tx, key);
    return startSession(tx, { person, method: 'password', client });
  });
  return { userId: person.id, sessionId, name: person.name, email: person.email };
}

interface Failure {
  person: PersonFacts | null;
  client: Client;
  reason: string;
}

/** The address as typed is kept only when it is an account's: people type passwords into the wrong field. */
async function auditFailure({ person, client, reason }: Failure): Promise<void> {
  const actor: Actor = { ...systemActor('sign-in'), ...client };
  await inTransaction((tx) =>
    appendAudit(tx, {
      actor,
      action: 'iam.session.sign_in_failed',
      target: { kind: 'person', id: person?.id ?? null, name: person?.email ?? null },
      result: 'denied',
      reason,
    }),
  );
}
