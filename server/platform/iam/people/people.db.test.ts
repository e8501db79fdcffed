import { describe, expect, it } from 'vitest';
import type { Id } from '@/server/shared/ids';
import { guardedScope, makeOrganization, makePerson, type TestOrganization } from '../iam.testkit';
import type { ScopeRef } from '../iam.types';
import { listPeople } from './people.service';

const at = (organizationId: Id<'org'>) => ({ kind: 'organization', organizationId }) as const;
const inProject = (org: TestOrganization, projectId: Id<'prj'>) =>
  ({ kind: 'project', organizationId: org.id, projectId }) as const;

describe('the people of a place', () => {
  it('are shown with what they hold there, above or below, and tell of no place beside it', async () => {
    const org = await makeOrganization();
    const [defaultDepartment, department] = [org.defaultDepartmentId, org.departmentId].map(
      (departmentId) => ({ kind: 'department', organizationId: org.id, departmentId }) as const,
    );
    if (!defaultDepartment || !department) throw new Error('no department');
    const owner = await makePerson([{ role: 'owner', place: at(org.id) }]);
    const person = await makePerson([
      { role: 'member', place: at(org.id) },
      { role: 'department_viewer', place: defaultDepartment },
      { role: 'department_admin', place: department },
      { role: 'project_viewer', place: inProject(org, org.projectId) },
      { role: 'project_admin', place: inProject(org, org.otherProjectId) },
    ]);
    const seenFrom = async (ref: Exclude<ScopeRef, { kind: 'platform' }>) => {
      const page = await listPeople(await guardedScope(owner, 'iam.person.read', ref), { limit: 50 });
      return page.items.find((row) => row.id === person.actor.id)?.bindings.map((binding) => binding.role);
    };
    expect(await seenFrom({ kind: 'project', projectId: org.projectId })).toEqual([
      'member',
      'department_viewer',
      'project_viewer',
    ]);
    expect(await seenFrom({ kind: 'department', departmentId: org.departmentId })).toEqual([
      'member',
      'department_admin',
      'project_admin',
    ]);
    expect(await seenFrom(at(org.id))).toHaveLength(5);
  });
});
