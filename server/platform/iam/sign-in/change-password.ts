import { appendAudit } from '@/server/platform/audit';
import { database, inTransaction, type Tx } from '@/server/shared/db';
import { sharedErrors } from '@/server/shared/errors';
import { iamErrors } from '../iam.errors';
import type { UserActor } from '../iam.types';
import { findPerson, hasOwnPassword, replacePasswordHash, type PersonFacts } from '../people/people.repository';
import { revokeSessionsOf } from '../sessions/sessions.service';
import { hashPassword, isPassword } from './password';
import { countAttempt, forgiveAttempt } from './throttle.repository';
import { EMAIL_FAILURES_MAX } from './throttle.rules';

/**
 * Replaces the password of the person who asks, and ends their other sessions: whoever knew the old one is out. Wrong guesses
 * are counted as at sign-in, because a session that was left open must not be a way to find the password out. Fails with
 * `iam.password_wrong`, `iam.password_fixed` or `iam.sign_in_throttled`.
 */
export async function changePassword(actor: UserActor, input: { current: string; next: string }): Promise<void> {
  const person = await findPerson(database(), actor.id);
  if (!person) throw sharedErrors.not_found();
  if (!hasOwnPassword(person)) throw iamErrors.password_fixed();
  const key = `change:${actor.id}`;
  const attempts = await inTransaction((tx) => countAttempt(tx, key));
  if (attempts > EMAIL_FAILURES_MAX) {
    await inTransaction((tx) => audit(tx, actor, { person, refusal: 'throttled' }));
    throw iamErrors.sign_in_throttled();
  }
  if (!(await isPassword(person.passwordHash, input.current))) {
    await inTransaction((tx) => audit(tx, actor, { person, refusal: 'wrong_password' }));
    throw iamErrors.password_wrong();
  }
  const passwordHash = await hashPassword(input.next);
  await inTransaction(async (tx) => {
    // Somebody else may have changed it since; then what was given is not the current one any more.
    if (!(await replacePasswordHash(tx, person, passwordHash))) throw iamErrors.password_wrong();
    await forgiveAttempt(tx, key);
    await audit(tx, actor, { person });
    const others = { userId: actor.id, except: actor.sessionId };
    await revokeSessionsOf(tx, others, { actor, reason: 'password_changed' });
  });
}

async function audit(tx: Tx, actor: UserActor, { person, refusal }: { person: PersonFacts; refusal?: string }) {
  await appendAudit(tx, {
    actor,
    action: 'iam.person.password_changed',
    target: { kind: 'person', id: person.id, name: person.email },
    result: refusal ? 'denied' : 'ok',
    ...(refusal && { reason: refusal }),
  });
}
