import { describe, expect, it } from 'vitest';
import { overrideClock } from '@/server/shared/clock';
import { database, inTransaction } from '@/server/shared/db';
import { idFromUuid, newUuid } from '@/server/shared/ids';
import { guardedScope, makeOrganization, makePerson, type TestOrganization } from '../iam.testkit';
import type { ScopeRef } from '../iam.types';
import { listProjectsFor } from '../rights/rights.service';
import { revokeRole } from '../people/grants.service';
import { findBindings } from '../rights/rights.repository';
import { listInvitations } from './invitations.query';
import {
  acceptAsNewPerson,
  acceptSignedIn,
  createOrganizationWithOwner,
  inspectInvitation,
  invite,
  revokeInvitation,
} from './invitations.service';

const client = { ipAddress: '192.0.2.9', userAgent: 'vitest' };
const PASSWORD = 'correct horse battery staple';
const tokenOf = ({ url }: { url: string }) => new URL(url).hash.slice(1);
const freshEmail = () => `${newUuid()}@test.invalid`;
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );

const ownerOf = ({ id }: TestOrganization) =>
  makePerson([{ role: 'owner', place: { kind: 'organization', organizationId: id } }]);

async function inviteToProject(org: TestOrganization, email = freshEmail()) {
  const owner = await ownerOf(org);
  const scope = await guardedScope(owner, 'iam.person.invite', { kind: 'project', projectId: org.projectId });
  return { owner, scope, email, made: await invite(owner.actor, scope, { email, role: 'project_member' }) };
}

describe('an invitation', () => {
  it('adds a new person with that role, who then sees only that project', async () => {
    const org = await makeOrganization();
    const { made, email } = await inviteToProject(org);
    const accepted = await acceptAsNewPerson({ token: tokenOf(made), name: 'Person', password: PASSWORD }, client);
    expect(accepted).toEqual({ email, organizationId: org.id });
    const user = await database().user.findUniqueOrThrow({ where: { email } });
    const bindings = await database().roleBinding.findMany({
      where: { principalId: user.id },
      orderBy: { role: 'asc' },
    });
    expect(bindings.map((binding) => binding.role)).toEqual(['member', 'project_member']);
    const actor = { kind: 'user', id: idFromUuid('usr', user.id), name: 'Person', ...client } as const;
    expect((await listProjectsFor(actor)).map((project) => project.id)).toEqual([org.projectId]);
  });

  it('works once, for a week, until it is withdrawn, and never again', async () => {
    const org = await makeOrganization();
    const used = await inviteToProject(org);
    await acceptAsNewPerson({ token: tokenOf(used.made), name: 'Person', password: PASSWORD }, client);
    expect(await codeOf(inspectInvitation(tokenOf(used.made)))).toBe('iam.link_not_valid');

    const withdrawn = await inviteToProject(org);
    await revokeInvitation(withdrawn.owner.actor, withdrawn.scope, withdrawn.made.id);
    expect(await codeOf(inspectInvitation(tokenOf(withdrawn.made)))).toBe('iam.link_not_valid');

    const late = await inviteToProject(org);
    overrideClock(() => new Date(Date.now() + 8 * 24 * 3_600_000));
    const accept = acceptAsNewPerson({ token: tokenOf(late.made), name: 'Person', password: PASSWORD }, client);
    expect(await codeOf(accept)).toBe('iam.link_not_valid');
    overrideClock(undefined);
  });

  it('lets one of two win who accept it at the same time', async () => {
    const { made } = await inviteToProject(await makeOrganization());
    const accept = (name: string) =>
      codeOf(acceptAsNewPerson({ token: tokenOf(made), name, password: PASSWORD }, client));
    const answers = await Promise.all([accept('One'), accept('Two')]);
    expect(answers.filter((answer) => answer === 'ok')).toHaveLength(1);
  });

  it('is for its own address: an existing account accepts while signed in, another one does not', async () => {
    const person = await makePerson();
    const { made } = await inviteToProject(await makeOrganization(), person.email);
    const token = tokenOf(made);
    expect(await codeOf(acceptAsNewPerson({ token, name: 'X', password: PASSWORD }, client))).toBe(
      'iam.account_exists',
    );
    const stranger = await makePerson();
    expect(await codeOf(acceptSignedIn(stranger.actor, token))).toBe('iam.invitation_for_other');
    expect(await codeOf(acceptSignedIn(person.actor, token))).toBe('ok');
  });

  it('gives nobody more than its maker holds, when made and when accepted', async () => {
    const org = await makeOrganization();
    const place = { kind: 'organization', organizationId: org.id } as const;
    const admin = await makePerson([{ role: 'admin', place }]);
    const scope = await guardedScope(admin, 'iam.person.invite', place);
    const asOwner = invite(admin.actor, scope, { email: freshEmail(), role: 'owner' });
    expect(await codeOf(asOwner)).toBe('iam.grant_beyond_own');
    const asProjectRole = invite(admin.actor, scope, { email: freshEmail(), role: 'project_member' });
    expect(await codeOf(asProjectRole)).toBe('iam.role_not_for_scope');

    const made = await invite(admin.actor, scope, { email: freshEmail(), role: 'admin' });
    const owner = await ownerOf(org);
    const [binding] = await findBindings(database(), admin.actor.id);
    if (binding) await revokeRole(owner.actor, await guardedScope(owner, 'iam.role.revoke', place), binding.id);
    const accept = acceptAsNewPerson({ token: tokenOf(made), name: 'Person', password: PASSWORD }, client);
    expect(await codeOf(accept)).toBe('iam.link_not_valid');
  });

  it('stands in the list of its own place and of those above, page by page, however many others there are', async () => {
    const org = await makeOrganization();
    const owner = await ownerOf(org);
    const at = (ref: Exclude<ScopeRef, { kind: 'platform' }>) => guardedScope(owner, 'iam.person.invite', ref);
    const here = await at({ kind: 'project', projectId: org.projectId });
    const beside = await at({ kind: 'project', projectId: org.otherProjectId });
    const department = await at({ kind: 'department', departmentId: org.departmentId });
    const emails = [freshEmail(), freshEmail()];
    for (const email of emails) await invite(owner.actor, here, { email, role: 'project_viewer' });
    for (let i = 0; i < 3; i++) await invite(owner.actor, beside, { email: freshEmail(), role: 'project_viewer' });
    const first = await listInvitations(here, { limit: 1 });
    const second = await listInvitations(here, { limit: 1, cursor: first.nextCursor ?? '' });
    expect([first, second].map((page) => [page.items[0]?.email, page.total])).toEqual([
      [emails[1], 2],
      [emails[0], 2],
    ]);
    expect(second.nextCursor).toBeNull();
    expect((await listInvitations(department, { limit: 50 })).total).toBe(3);
    expect(
      (await listInvitations(await at({ kind: 'organization', organizationId: org.id }), { limit: 50 })).total,
    ).toBe(5);
  });

  it('is replaced by a later one for the same address, role and place, as by a new link for an owner who lost theirs', async () => {
    const admin = await makePerson([{ role: 'platform_superadmin', place: { kind: 'platform' } }]);
    const ownerEmail = freshEmail();
    const made = await createOrganizationWithOwner(admin.actor, { name: 'Institute C', timeZone: 'UTC', ownerEmail });
    const at = { kind: 'organization', organizationId: made.organizationId } as const;
    const scope = await guardedScope(admin, 'iam.person.invite', at);
    const other = await invite(admin.actor, scope, { email: freshEmail(), role: 'owner' });
    const again = await invite(admin.actor, scope, { email: ownerEmail.toUpperCase(), role: 'owner' });
    expect(await codeOf(inspectInvitation(tokenOf(made)))).toBe('iam.link_not_valid');
    expect(await codeOf(inspectInvitation(tokenOf(other)))).toBe('ok');
    const accept = acceptAsNewPerson({ token: tokenOf(again), name: 'Owner C', password: PASSWORD }, client);
    expect((await accept).organizationId).toBe(made.organizationId);
    const withdrawn = { action: 'iam.invitation.revoked', targetId: made.id };
    expect(await database().auditEntry.count({ where: withdrawn })).toBe(1);
  });

  it('hands a second organization to its owner, and leaves its maker outside', async () => {
    const admin = await makePerson([{ role: 'platform_superadmin', place: { kind: 'platform' } }]);
    const made = await createOrganizationWithOwner(admin.actor, {
      name: 'Institute B',
      timeZone: 'UTC',
      ownerEmail: freshEmail(),
    });
    await acceptAsNewPerson({ token: tokenOf(made), name: 'Owner B', password: PASSWORD }, client);
    const members = await inTransaction((tx) =>
      tx.db.organizationMember.findMany({ where: { organization: { name: 'Institute B' } }, include: { user: true } }),
    );
    expect(members.map((member) => member.user.name)).toEqual(['Owner B']);
  });
});
