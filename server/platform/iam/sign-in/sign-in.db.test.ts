import { beforeEach, describe, expect, it } from 'vitest';
import { overrideClock } from '@/server/shared/clock';
import { database, inTransaction } from '@/server/shared/db';
import { env } from '@/server/shared/env';
import { newUuid, uuidFromId } from '@/server/shared/ids';
import { createCallerFactory } from '@/server/shared/trpc';
import { contextWith, cookiesOf, makePerson } from '../iam.testkit';
import { meRouter } from '../me/me.router';
import { insertPerson } from '../people/people.repository';
import { authenticate } from '../sessions/authenticate';
import { revokeOwnSession } from '../sessions/sessions.service';
import { hashPassword } from './password';
import { signInWithPassword } from './sign-in.service';
import { ADDRESS_FAILURES_MAX, EMAIL_FAILURES_MAX } from './throttle.rules';

const PASSWORD = 'correct horse battery staple';
let address = 0;
const client = () => ({ ipAddress: `198.51.100.${++address % 250}`, userAgent: 'vitest' });

async function makeAccount({ isDemo = false } = {}): Promise<string> {
  const email = `${newUuid()}@test.invalid`;
  const passwordHash = await hashPassword(PASSWORD);
  await inTransaction((tx) => insertPerson(tx, { email, name: 'Person', passwordHash, isDemo }));
  return email;
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: { code: string; publicMessage: string }) => `${error.code}: ${error.publicMessage}`,
  );

beforeEach(() => {
  overrideClock(undefined);
});

describe('sign-in with a password', () => {
  it('opens a session that the cookie then proves, whatever the case of the address', async () => {
    const email = await makeAccount();
    const signedIn = await signInWithPassword({ email: ` ${email.toUpperCase()} `, password: PASSWORD }, client());
    const actor = await authenticate(await cookiesOf(signedIn.sessionId), client());
    expect(actor).toMatchObject({ kind: 'user', id: signedIn.userId, sessionId: signedIn.sessionId });
  });

  it('answers an unknown address, a disabled account and a wrong password alike', async () => {
    const [email, disabled] = [await makeAccount(), await makeAccount()];
    await database().user.update({ where: { email: disabled }, data: { disabledAt: new Date() } });
    const answers = await Promise.all([
      codeOf(signInWithPassword({ email, password: 'wrong' }, client())),
      codeOf(signInWithPassword({ email: 'nobody@test.invalid', password: PASSWORD }, client())),
      codeOf(signInWithPassword({ email: disabled, password: PASSWORD }, client())),
    ]);
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('iam.sign_in_failed');
  });

  it('opens nothing to the published password of demo accounts where the profile refuses demo data', async () => {
    const email = await makeAccount({ isDemo: true });
    const { profile } = env();
    const before = profile.allowDemoData;
    try {
      profile.allowDemoData = true;
      const { sessionId } = await signInWithPassword({ email, password: PASSWORD }, client());
      const cookies = await cookiesOf(sessionId);
      expect(await authenticate(cookies, client())).not.toBeNull();
      profile.allowDemoData = false;
      expect(await codeOf(signInWithPassword({ email, password: PASSWORD }, client()))).toContain('sign_in_failed');
      expect(await authenticate(cookies, client())).toBeNull();
    } finally {
      profile.allowDemoData = before;
    }
  });

  it('waits after ten failures for an address, known or not, even with the right password, until the window is over', async () => {
    for (const email of [await makeAccount(), `${newUuid()}@test.invalid`]) {
      for (let i = 0; i < EMAIL_FAILURES_MAX; i++) {
        expect(await codeOf(signInWithPassword({ email, password: 'wrong' }, client()))).toContain('sign_in_failed');
      }
      expect(await codeOf(signInWithPassword({ email, password: PASSWORD }, client()))).toContain('sign_in_throttled');
    }
    const email = await makeAccount();
    for (let i = 0; i < EMAIL_FAILURES_MAX + 1; i++) {
      await codeOf(signInWithPassword({ email, password: 'wrong' }, client()));
    }
    overrideClock(() => new Date(Date.now() + 16 * 60_000));
    expect(await codeOf(signInWithPassword({ email, password: PASSWORD }, client()))).toBe('ok');
  });

  it('lets no burst of parallel guesses past the limit', async () => {
    const email = await makeAccount();
    const guesses = Array.from({ length: EMAIL_FAILURES_MAX + 8 }, (_, i) =>
      codeOf(signInWithPassword({ email, password: `guess ${i}` }, client())),
    );
    const answers = await Promise.all(guesses);
    expect(answers.filter((answer) => answer.includes('sign_in_failed'))).toHaveLength(EMAIL_FAILURES_MAX);
  });

  it('waits after many failures from one network address, over all accounts', async () => {
    const from = { ipAddress: '203.0.113.77', userAgent: null };
    await database().signInThrottle.create({
      data: { key: `address:${from.ipAddress}`, windowStartAt: new Date(), failureCount: ADDRESS_FAILURES_MAX },
    });
    const email = await makeAccount();
    expect(await codeOf(signInWithPassword({ email, password: PASSWORD }, from))).toContain('sign_in_throttled');
  });

  it('leaves failures and blocks in the trail, without the address of whoever has no account', async () => {
    await codeOf(signInWithPassword({ email: 'my-secret-password@test.invalid', password: 'x' }, client()));
    const rows = await database().auditEntry.findMany({ where: { action: 'iam.session.sign_in_failed' } });
    expect(new Set(rows.map((row) => row.reason))).toEqual(new Set(['wrong_credentials', 'throttled']));
    expect(JSON.stringify(rows.map((row) => [row.targetName, row.metadata]))).not.toContain('my-secret-password');
  });
});

describe('a session', () => {
  it('is over at the next request once it was revoked, and nobody can revoke another person’s', async () => {
    const [person, stranger] = [await makePerson(), await makePerson()];
    expect(await codeOf(revokeOwnSession(stranger.actor, person.actor.sessionId))).toContain('shared.not_found');
    expect(await authenticate(person.cookies, client())).not.toBeNull();
    await revokeOwnSession(person.actor, person.actor.sessionId);
    expect(await authenticate(person.cookies, client())).toBeNull();
    const events = await database().outboxEvent.findMany({ where: { type: 'iam.session_revoked' } });
    expect(events.map((event) => event.payload)).toContainEqual({
      session_id: person.actor.sessionId,
      user_id: person.actor.id,
    });
  });

  it('ends after twelve idle hours and after fourteen days, whatever its use', async () => {
    const person = await makePerson();
    const hour = 3_600_000;
    const start = Date.now();
    for (let at = 0; at < 14 * 24; at += 11) {
      overrideClock(() => new Date(start + at * hour));
      expect(await authenticate(person.cookies, client())).not.toBeNull();
    }
    overrideClock(() => new Date(start + (14 * 24 + 1) * hour));
    expect(await authenticate(person.cookies, client())).toBeNull();
    overrideClock(undefined);
    const idle = await makePerson();
    overrideClock(() => new Date(start + 13 * hour));
    expect(await authenticate(idle.cookies, client())).toBeNull();
  });

  it('ends after twelve hours in which only the page asked by itself', async () => {
    const person = await makePerson();
    const caller = createCallerFactory(meRouter)({ ...person.context(), isUnattended: true });
    const start = Date.now();
    overrideClock(() => new Date(start + 11 * 3_600_000));
    await caller.get();
    overrideClock(() => new Date(start + 13 * 3_600_000));
    expect(await authenticate(person.cookies, client())).toBeNull();
  });

  it('is not proven by a forged, foreign or empty cookie', async () => {
    for (const cookies of [{}, { 'next-auth.session-token': 'x' }, { other: 'y' }] as Record<string, string>[]) {
      expect(await authenticate(contextWith(cookies).cookies, client())).toBeNull();
    }
  });

  it('is of no use once its person is disabled', async () => {
    const person = await makePerson();
    await database().user.update({ where: { id: uuidFromId(person.actor.id) }, data: { disabledAt: new Date() } });
    expect(await authenticate(person.cookies, client())).toBeNull();
  });
});
