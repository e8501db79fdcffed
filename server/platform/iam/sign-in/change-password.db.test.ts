import { describe, expect, it } from 'vitest';
import { database, inTransaction } from '@/server/shared/db';
import { newUuid, uuidFromId } from '@/server/shared/ids';
import { cookiesOf } from '../iam.testkit';
import type { UserActor } from '../iam.types';
import { insertPerson } from '../people/people.repository';
import { authenticate } from '../sessions/authenticate';
import { changePassword } from './change-password';
import { hashPassword } from './password';
import { signInWithPassword } from './sign-in.service';
import { EMAIL_FAILURES_MAX } from './throttle.rules';

const OLD = 'correct horse battery staple';
const NEW = 'a wholly different phrase';
const client = { ipAddress: null, userAgent: 'vitest' };
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );

async function makeAccount(): Promise<{ email: string; enter: () => Promise<UserActor> }> {
  const email = `${newUuid()}@test.invalid`;
  const passwordHash = await hashPassword(OLD);
  await inTransaction((tx) => insertPerson(tx, { email, name: 'Person', passwordHash }));
  const enter = async (): Promise<UserActor> => {
    const { userId, sessionId, name } = await signInWithPassword({ email, password: OLD }, client);
    return { kind: 'user', id: userId, sessionId, name, ...client };
  };
  return { email, enter };
}

describe('changing one’s own password', () => {
  it('makes the new one the only one, and ends every other session', async () => {
    const { email, enter } = await makeAccount();
    const [here, elsewhere] = [await enter(), await enter()];
    await changePassword(here, { current: OLD, next: NEW });
    expect(await codeOf(signInWithPassword({ email, password: OLD }, client))).toBe('iam.sign_in_failed');
    expect(await codeOf(signInWithPassword({ email, password: NEW }, client))).toBe('ok');
    expect(await authenticate(await cookiesOf(here.sessionId), client)).not.toBeNull();
    expect(await authenticate(await cookiesOf(elsewhere.sessionId), client)).toBeNull();
    const events = await database().outboxEvent.findMany({ where: { type: 'iam.session_revoked' } });
    expect(events.map((event) => event.payload)).toContainEqual({ session_id: elsewhere.sessionId, user_id: here.id });
    const rows = await database().auditEntry.findMany({ where: { action: 'iam.person.password_changed' } });
    expect(rows.map((row) => [row.targetId, row.result])).toContainEqual([here.id, 'ok']);
    expect(JSON.stringify(rows.map((row) => row.metadata))).not.toContain(NEW);
  });

  it('needs the current one; guesses are counted and written down', async () => {
    const { email, enter } = await makeAccount();
    const actor = await enter();
    for (let i = 0; i < EMAIL_FAILURES_MAX; i++) {
      expect(await codeOf(changePassword(actor, { current: `guess ${i}`, next: NEW }))).toBe('iam.password_wrong');
    }
    expect(await codeOf(changePassword(actor, { current: OLD, next: NEW }))).toBe('iam.sign_in_throttled');
    expect(await codeOf(signInWithPassword({ email, password: OLD }, client))).toBe('ok');
    const where = { action: 'iam.person.password_changed', targetId: actor.id, result: 'denied' };
    expect(await database().auditEntry.count({ where })).toBe(EMAIL_FAILURES_MAX + 1);
  });

  it('lets one of two changes at the same time win', async () => {
    const { enter } = await makeAccount();
    const actor = await enter();
    const change = (next: string) => codeOf(changePassword(actor, { current: OLD, next }));
    const answers = await Promise.all([change(NEW), change(`${NEW} again`)]);
    expect(answers.toSorted()).toEqual(['iam.password_wrong', 'ok']);
  });

  it('is refused for accounts whose password is not theirs: of an identity provider, or of the demo data', async () => {
    const { enter } = await makeAccount();
    const actor = await enter();
    const where = { id: uuidFromId(actor.id) };
    const change = () => codeOf(changePassword(actor, { current: OLD, next: NEW }));
    await database().user.update({ where, data: { isDemo: true } });
    expect(await change()).toBe('iam.password_fixed');
    await database().user.update({ where, data: { isDemo: false, passwordHash: null } });
    expect(await change()).toBe('iam.password_fixed');
  });
});
