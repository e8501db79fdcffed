import { describe, expect, it } from 'vitest';
import { overrideClock } from '@/server/shared/clock';
import { database } from '@/server/shared/db';
import { uuidFromId } from '@/server/shared/ids';
import '../iam.testkit';
import { signInWithPassword } from '../sign-in/sign-in.service';
import { onOrganizationCreated } from '../tree/organization-hooks';
import { checkSetupLink, completeSetup, makeSetupLink } from './setup.service';

const client = { ipAddress: '192.0.2.9', userAgent: 'vitest' };
const PASSWORD = 'correct horse battery staple';

async function freshToken(): Promise<string> {
  const link = await makeSetupLink();
  return new URL(link?.url ?? '').hash.slice(1);
}

const inputWith = (token: string, email: string) => ({
  token,
  organizationName: 'Institute A',
  projectName: 'Vision',
  timeZone: 'Europe/Berlin',
  person: { name: 'First Person', email, password: PASSWORD },
});

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );

// One story in order: an organization, once made, cannot be unmade.
describe('the set-up link', () => {
  it('keeps only a hash of its token, and puts the token where no server sees it', async () => {
    const token = await freshToken();
    const rows = await database().invitation.findMany();
    expect(rows.map((row) => Buffer.from(row.tokenHash).toString())).not.toContain(token);
    expect(JSON.stringify(await database().auditEntry.findMany(), (_, v: unknown) => String(v))).not.toContain(token);
  });

  it('is dead once a later one was made, after an hour, and when it was never one', async () => {
    const first = await freshToken();
    const second = await freshToken();
    expect(await codeOf(completeSetup(inputWith(first, 'a@test.invalid'), client))).toBe('iam.link_not_valid');
    overrideClock(() => new Date(Date.now() + 3_601_000));
    expect(await codeOf(checkSetupLink(second))).toBe('iam.link_not_valid');
    overrideClock(undefined);
    expect(await codeOf(checkSetupLink('x'))).toBe('iam.link_not_valid');
    expect(await codeOf(checkSetupLink(second))).toBe('ok');
  });

  it('makes nothing at all when a part of it fails', async () => {
    onOrganizationCreated('test', () => Promise.reject(new Error('no account')));
    expect(await codeOf(completeSetup(inputWith(await freshToken(), 'a@test.invalid'), client))).toBe('no account');
    const db = database();
    expect([await db.organization.count(), await db.user.count(), await db.principal.count()]).toEqual([0, 0, 0]);
    onOrganizationCreated('test', () => Promise.resolve());
  });

  it('lets one of two people win who use it at the same time', async () => {
    const token = await freshToken();
    const answers = await Promise.all(
      ['a@test.invalid', 'b@test.invalid'].map((email) => codeOf(completeSetup(inputWith(token, email), client))),
    );
    expect(answers.sort()).toEqual(['iam.link_not_valid', 'ok']);
    const [user] = await database().user.findMany();
    const bindings = await database().roleBinding.findMany({ orderBy: { role: 'asc' } });
    expect(bindings.map((binding) => [binding.principalId, binding.role, binding.scopeKind])).toEqual([
      [user?.id, 'owner', 'organization'],
      [user?.id, 'platform_superadmin', 'platform'],
    ]);
    const project = await database().project.findFirstOrThrow({ include: { department: true } });
    expect(project).toMatchObject({ name: 'Vision', department: { isDefault: true } });
    const signedIn = await signInWithPassword({ email: user?.email ?? '', password: PASSWORD }, client);
    expect(uuidFromId(signedIn.userId)).toBe(user?.id);
  });

  it('is not made any more once there is an organization', async () => {
    expect(await makeSetupLink()).toBeNull();
    const actions = await database().auditEntry.findMany({ where: { action: { startsWith: 'iam.setup' } } });
    expect(actions.map((row) => row.action)).toContain('iam.setup.completed');
  });
});
