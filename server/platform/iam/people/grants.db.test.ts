import { describe, expect, it } from 'vitest';
import { database } from '@/server/shared/db';
import { uuidFromId, type Id } from '@/server/shared/ids';
import { guardedScope, makeOrganization, makePerson, type TestPerson } from '../iam.testkit';
import type { Scope, ScopeRef } from '../iam.types';
import { findBindings } from '../rights/rights.repository';
import { can, explain } from '../rights/rights.service';
import { moveProject } from '../tree/tree.service';
import { grantRole, removePerson, revokeRole } from './grants.service';

const at = (organizationId: Id<'org'>) => ({ kind: 'organization', organizationId }) as const;
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );

async function bindingOf(person: TestPerson, role: string): Promise<Id<'rbd'>> {
  const binding = (await findBindings(database(), person.actor.id)).find((held) => held.role === role);
  if (!binding) throw new Error(`no ${role}`);
  return binding.id;
}

describe('giving and taking away', () => {
  it('stops at what the giver holds: an admin makes no owner and unmakes none', async () => {
    const org = await makeOrganization();
    const [owner, admin, other] = [
      await makePerson([{ role: 'owner', place: at(org.id) }]),
      await makePerson([{ role: 'admin', place: at(org.id) }]),
      await makePerson([{ role: 'member', place: at(org.id) }]),
    ];
    const scope = await guardedScope(admin, 'iam.role.grant', at(org.id));
    const grant = (role: string) =>
      codeOf(grantRole(admin.actor, scope, { principalId: other.actor.id, role, effect: 'allow' }));
    expect(await grant('owner')).toBe('iam.grant_beyond_own');
    expect(await grant('platform_superadmin')).toBe('iam.role_not_for_scope');
    expect(await grant('admin')).toBe('ok');
    expect(await grant('admin')).toBe('iam.already_member');
    expect(await codeOf(revokeRole(admin.actor, scope, await bindingOf(owner, 'owner')))).toBe('iam.grant_beyond_own');
  });

  it('goes to members only, and to places of the giver’s own organization only', async () => {
    const [org, foreign] = [await makeOrganization(), await makeOrganization()];
    const owner = await makePerson([{ role: 'owner', place: at(org.id) }]);
    const stranger = await makePerson([{ role: 'owner', place: at(foreign.id) }]);
    const scope = await guardedScope(owner, 'iam.role.grant', at(org.id));
    const grant = grantRole(owner.actor, scope, { principalId: stranger.actor.id, role: 'viewer', effect: 'allow' });
    expect(await codeOf(grant)).toBe('iam.not_a_member');
    expect(await codeOf(revokeRole(owner.actor, scope, await bindingOf(stranger, 'owner')))).toBe('shared.not_found');
    expect(await codeOf(removePerson(owner.actor, scope, stranger.actor.id))).toBe('shared.not_found');
  });

  it('takes effect at the next question, and tells whoever holds something open', async () => {
    const org = await makeOrganization();
    const owner = await makePerson([{ role: 'owner', place: at(org.id) }]);
    const project = { kind: 'project', projectId: org.otherProjectId } as const;
    const person = await makePerson([
      { role: 'project_member', place: { kind: 'project', organizationId: org.id, projectId: org.otherProjectId } },
    ]);
    expect(await can(person.actor, 'iam.project.read', project)).toBe(true);
    // Proven at the department, above the binding: rights go down the tree, whatever the binding's row repeats of it.
    const department = { kind: 'department', departmentId: org.departmentId } as const;
    const scope = await guardedScope(owner, 'iam.role.revoke', department);
    await revokeRole(owner.actor, scope, await bindingOf(person, 'project_member'));
    expect(await can(person.actor, 'iam.project.read', project)).toBe(false);
    const events = await database().outboxEvent.findMany({ where: { type: 'iam.binding_revoked' } });
    expect(events.map((event) => event.userId)).toContain(uuidFromId(person.actor.id));
  });

  it('keeps an owner, even when two remove each other at the same time', async () => {
    const org = await makeOrganization();
    const [one, two] = [
      await makePerson([{ role: 'owner', place: at(org.id) }]),
      await makePerson([{ role: 'owner', place: at(org.id) }]),
    ];
    const scopes = await Promise.all([one, two].map((owner) => guardedScope(owner, 'iam.person.remove', at(org.id))));
    const [first, second] = scopes;
    if (!first || !second) throw new Error('no scope');
    const answers = await Promise.all([
      codeOf(removePerson(one.actor, first, two.actor.id)),
      codeOf(removePerson(two.actor, second, one.actor.id)),
    ]);
    expect(answers).toContain('ok');
    const owners = await database().roleBinding.findMany({
      where: { organizationId: uuidFromId(org.id), role: 'owner', revokedAt: null },
    });
    expect(owners).toHaveLength(1);
    const last = [one, two].find((owner) => uuidFromId(owner.actor.id) === owners[0]?.principalId);
    if (!last) throw new Error('no owner');
    const scope = await guardedScope(last, 'iam.role.revoke', at(org.id));
    expect(await codeOf(revokeRole(last.actor, scope, await bindingOf(last, 'owner')))).toBe('iam.last_owner');
  });

  it('can deny, and `explain` names what decided', async () => {
    const org = await makeOrganization();
    const owner = await makePerson([{ role: 'owner', place: at(org.id) }]);
    const person = await makePerson([{ role: 'viewer', place: at(org.id) }]);
    const project = { kind: 'project', projectId: org.projectId } as const;
    const scope = await guardedScope(owner, 'iam.role.grant', project);
    await grantRole(owner.actor, scope, { principalId: person.actor.id, role: 'project_viewer', effect: 'deny' });
    const question = { principalId: person.actor.id, permission: 'iam.project.read', ref: project };
    const answer = await explain(database(), question);
    expect(answer.allowed).toBe(false);
    expect(answer.allows.map((binding) => binding.role)).toEqual(['viewer']);
    expect(answer.denies.map((binding) => binding.role)).toEqual(['project_viewer']);
    const elsewhere = { ...question, ref: { kind: 'project', projectId: org.otherProjectId } as const };
    expect((await explain(database(), elsewhere)).allowed).toBe(true);
  });
});

describe('denying', () => {
  const denyIn = (by: TestPerson, scope: Scope, to: { person: TestPerson; role: string }) =>
    codeOf(grantRole(by.actor, scope, { principalId: to.person.actor.id, role: to.role, effect: 'deny' }));
  const deny = async (by: TestPerson, ref: ScopeRef, to: { person: TestPerson; role: string }) =>
    denyIn(by, await guardedScope(by, 'iam.role.grant', ref), to);

  it('reaches nobody above: neither owner nor operator of the platform, from the organization or from a project', async () => {
    const org = await makeOrganization();
    const project = { kind: 'project', projectId: org.projectId } as const;
    const [owner, admin, lead] = [
      await makePerson([{ role: 'owner', place: at(org.id) }]),
      await makePerson([{ role: 'admin', place: at(org.id) }]),
      await makePerson([{ role: 'project_admin', place: { ...project, organizationId: org.id } }]),
    ];
    const operator = await makePerson([
      { role: 'platform_superadmin', place: { kind: 'platform' } },
      { role: 'member', place: at(org.id) },
    ]);
    for (const person of [owner, operator]) {
      expect(await deny(admin, at(org.id), { person, role: 'admin' })).toBe('iam.grant_beyond_own');
      expect(await deny(admin, at(org.id), { person, role: 'member' })).toBe('iam.grant_beyond_own');
    }
    for (const person of [owner, admin, operator]) {
      expect(await deny(lead, project, { person, role: 'project_admin' })).toBe('iam.grant_beyond_own');
    }
    expect(await deny(operator, at(org.id), { person: operator, role: 'admin' })).toBe('iam.platform_role_held');
    const member = await makePerson([
      { role: 'member', place: at(org.id) },
      { role: 'project_member', place: { ...project, organizationId: org.id } },
    ]);
    expect(await deny(lead, project, { person: member, role: 'project_member' })).toBe('ok');
  });

  it('leaves an owner to whom nothing is denied, also when two deny each other at the same time', async () => {
    const org = await makeOrganization();
    const [one, two] = [
      await makePerson([{ role: 'owner', place: at(org.id) }]),
      await makePerson([{ role: 'owner', place: at(org.id) }]),
    ];
    const scopes = [
      await guardedScope(one, 'iam.role.grant', at(org.id)),
      await guardedScope(two, 'iam.role.grant', at(org.id)),
    ] as const;
    const answers = await Promise.all([
      denyIn(one, scopes[0], { person: two, role: 'admin' }),
      denyIn(two, scopes[1], { person: one, role: 'admin' }),
    ]);
    expect(answers.filter((answer) => answer === 'ok')).toHaveLength(1);
    const [left, denied] = answers[0] === 'ok' ? [one, two] : [two, one];
    const project = { kind: 'project', projectId: org.projectId } as const;
    expect(await deny(left, project, { person: left, role: 'project_viewer' })).toBe('iam.last_owner');
    const scope = await guardedScope(left, 'iam.role.revoke', at(org.id));
    expect(await codeOf(revokeRole(left.actor, scope, await bindingOf(left, 'owner')))).toBe('iam.last_owner');
    expect(await codeOf(revokeRole(left.actor, scope, await bindingOf(denied, 'owner')))).toBe('ok');
  });

  it('is lifted by a superadmin, even where it is their own', async () => {
    const org = await makeOrganization();
    const operator = await makePerson([
      { role: 'platform_superadmin', place: { kind: 'platform' } },
      { role: 'owner', place: at(org.id), effect: 'deny' },
    ]);
    expect(await can(operator.actor, 'iam.role.revoke', at(org.id))).toBe(false);
    const scope = await guardedScope(operator, 'iam.role.revoke', { kind: 'platform' });
    await revokeRole(operator.actor, scope, await bindingOf(operator, 'owner'));
    expect(await can(operator.actor, 'iam.role.revoke', at(org.id))).toBe(true);
  });
});

describe('leaving', () => {
  it('is refused with a reason to whoever would remove themselves, and changes nothing', async () => {
    const org = await makeOrganization();
    await makePerson([{ role: 'owner', place: at(org.id) }]);
    const project = { kind: 'project', organizationId: org.id, projectId: org.projectId } as const;
    const owner = await makePerson([
      { role: 'owner', place: at(org.id) },
      { role: 'project_admin', place: project },
    ]);
    const scope = await guardedScope(owner, 'iam.person.remove', at(org.id));
    expect(await codeOf(removePerson(owner.actor, scope, owner.actor.id))).toBe('iam.own_removal');
    expect(await findBindings(database(), owner.actor.id)).toHaveLength(2);
  });
});

describe('moving a project', () => {
  it('keeps its department’s admins out afterwards, and takes no department of another organization', async () => {
    const [org, foreign] = [await makeOrganization(), await makeOrganization()];
    const owner = await makePerson([{ role: 'owner', place: at(org.id) }]);
    const place = { kind: 'department', organizationId: org.id, departmentId: org.departmentId } as const;
    const admin = await makePerson([{ role: 'department_admin', place }]);
    const project = { kind: 'project', projectId: org.otherProjectId } as const;
    const scope = await guardedScope(owner, 'iam.project.move', at(org.id));
    expect(await can(admin.actor, 'iam.project.update', project)).toBe(true);
    const move = (departmentId: Id<'dep'>) =>
      codeOf(moveProject(owner.actor, scope, { projectId: org.otherProjectId, departmentId }));
    expect(await move(foreign.departmentId)).toBe('shared.not_found');
    expect(await move(org.defaultDepartmentId)).toBe('ok');
    expect(await can(admin.actor, 'iam.project.update', project)).toBe(false);
  });
});
