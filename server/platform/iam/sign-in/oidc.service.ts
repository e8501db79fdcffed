import { appendAudit } from '@/server/platform/audit';
import { inTransaction, type Tx } from '@/server/shared/db';
import { iamErrors } from '../iam.errors';
import { systemActor, type Actor } from '../iam.types';
import {
  findPersonByEmail,
  findPersonByIdentity,
  insertIdentity,
  insertPerson,
  normalEmail,
  type PersonFacts,
} from '../people/people.repository';
import type { Client } from '../sessions/authenticate';
import { startSession } from '../sessions/sessions.service';
import type { SignedIn } from './sign-in.service';

/** What an identity provider says of a person, out of an ID token that the library has verified. */
export interface ProviderClaims {
  issuer: string;
  subject: string;
  email: string | null;
  emailVerified: boolean;
  name: string | null;
}

const NAME_LENGTH_MAX = 80;

/**
 * Opens a session for somebody whom the identity provider has authenticated. Known by (issuer, subject); else tied to the
 * account with that e-mail address, or to a new one without any membership, and both only when the provider has verified
 * the address. Fails with `iam.email_not_verified` or, for a disabled account, `iam.sign_in_failed`.
 */
export async function signInWithProvider(claims: ProviderClaims, client: Client): Promise<SignedIn> {
  const outcome = await inTransaction(async (tx) => {
    const person = (await findPersonByIdentity(tx.db, claims)) ?? (await link(tx, claims, client));
    if (person === 'not_verified' || person.isDisabled) {
      const reason = person === 'not_verified' ? 'email_not_verified' : 'account_disabled';
      await refuse(tx, { person: person === 'not_verified' ? null : person, client, reason });
      return reason;
    }
    const sessionId = await startSession(tx, { person, method: 'oidc', client });
    return { userId: person.id, sessionId, name: person.name, email: person.email };
  });
  // The refusal's audit row has to stand, so it is thrown after its transaction.
  if (outcome === 'email_not_verified') throw iamErrors.email_not_verified();
  if (outcome === 'account_disabled') throw iamErrors.sign_in_failed();
  return outcome;
}

async function link(tx: Tx, claims: ProviderClaims, client: Client): Promise<PersonFacts | 'not_verified'> {
  if (!claims.email || !claims.emailVerified) return 'not_verified';
  const email = normalEmail(claims.email);
  const person =
    (await findPersonByEmail(tx.db, email)) ??
    (await insertPerson(tx, { email, name: (claims.name ?? email).slice(0, NAME_LENGTH_MAX), passwordHash: null }));
  if (person.isDisabled) return person;
  await insertIdentity(tx, { issuer: claims.issuer, subject: claims.subject, userId: person.id });
  const actor: Actor = { kind: 'user', id: person.id, name: person.name, ...client };
  await appendAudit(tx, {
    actor,
    action: 'iam.person.linked',
    target: { kind: 'person', id: person.id, name: person.email },
    result: 'ok',
    metadata: { issuer: claims.issuer },
  });
  return person;
}

async function refuse(tx: Tx, refusal: { person: PersonFacts | null; client: Client; reason: string }): Promise<void> {
  await appendAudit(tx, {
    actor: { ...systemActor('sign-in'), ...refusal.client },
    action: 'iam.session.sign_in_failed',
    target: { kind: 'person', id: refusal.person?.id ?? null, name: refusal.person?.email ?? null },
    result: 'denied',
    reason: refusal.reason,
    metadata: { method: 'oidc' },
  });
}
