import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '@/server/shared/ids';
import { decide, type HeldBinding, type Place } from './rights.rules';
import { BUILT_IN_ROLE_NAMES, BUILT_IN_ROLES, roleHolds } from './roles';

const [orgA, orgB] = [newId('org'), newId('org')];
const [depA, depA2, depB] = [newId('dep'), newId('dep'), newId('dep')];
const prj = { a: newId('prj'), a2: newId('prj'), b: newId('prj') };
const PLACES: Place[] = [
  { kind: 'platform' },
  { kind: 'organization', organizationId: orgA },
  { kind: 'organization', organizationId: orgB },
  { kind: 'department', organizationId: orgA, departmentId: depA },
  { kind: 'department', organizationId: orgA, departmentId: depA2 },
  { kind: 'department', organizationId: orgB, departmentId: depB },
  { kind: 'project', organizationId: orgA, departmentId: depA, projectId: prj.a },
  { kind: 'project', organizationId: orgA, departmentId: depA2, projectId: prj.a2 },
  { kind: 'project', organizationId: orgB, departmentId: depB, projectId: prj.b },
];
const PERMISSIONS = [...new Set(Object.values(BUILT_IN_ROLES).flatMap((role) => [...role.permissions]))].filter(
  (permission) => permission !== '*',
);

const anyBinding: fc.Arbitrary<HeldBinding> = fc.record({
  id: fc.constant(newId('rbd')),
  role: fc.constantFrom(...BUILT_IN_ROLE_NAMES, 'forgotten_role'),
  effect: fc.constantFrom('allow' as const, 'allow' as const, 'allow' as const, 'deny' as const),
  scope: fc.constantFrom(...PLACES),
});

/** The rule said again, over sets: collect what every ancestor allows, take away what any ancestor denies. */
function oracle(bindings: HeldBinding[], permission: string, place: Place): boolean {
  const path = ['platform', place.organizationId, place.departmentId, place.projectId];
  const here = bindings.filter(({ scope }) =>
    path.includes(scope.projectId ?? scope.departmentId ?? scope.organizationId ?? 'platform'),
  );
  const allowed = new Set(here.filter((b) => b.effect === 'allow').flatMap((b) => holdings(b.role, [])));
  const denied = new Set(here.filter((b) => b.effect === 'deny').flatMap((b) => holdings(b.role, PERMISSIONS)));
  return allowed.has(permission) && !denied.has(permission);
}

function holdings(role: string, ofUnknown: string[]): string[] {
  if (!Object.hasOwn(BUILT_IN_ROLES, role)) return ofUnknown;
  return PERMISSIONS.filter((permission) => roleHolds(role, permission));
}

describe('rights', () => {
  it('are the union down the tree, and a deny wins', () => {
    fc.assert(
      fc.property(
        fc.array(anyBinding, { maxLength: 6 }),
        fc.constantFrom(...PERMISSIONS),
        fc.constantFrom(...PLACES),
        (bindings, permission, place) => {
          expect(decide(bindings, permission, place).allowed).toBe(oracle(bindings, permission, place));
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('never grow by a deny and never shrink by an allow', () => {
    fc.assert(
      fc.property(
        fc.array(anyBinding, { maxLength: 5 }),
        anyBinding,
        fc.tuple(fc.constantFrom(...PERMISSIONS), fc.constantFrom(...PLACES)),
        (bindings, more, [permission, place]) => {
          const before = decide(bindings, permission, place).allowed;
          const after = decide([...bindings, more], permission, place).allowed;
          if (more.effect === 'deny') expect(after && !before).toBe(false);
          else expect(before && !after).toBe(false);
        },
      ),
    );
  });

  it('of nobody, or of a role that does not exist, are none', () => {
    const unknown: HeldBinding = { id: newId('rbd'), role: '__proto__', effect: 'allow', scope: { kind: 'platform' } };
    for (const place of PLACES) {
      expect(decide([], 'iam.project.read', place).allowed).toBe(false);
      expect(decide([unknown], 'iam.project.read', place).allowed).toBe(false);
    }
  });

  it('let platform operators into no terminal and no project content', () => {
    for (const permission of PERMISSIONS.filter((name) => name.startsWith('runtime.'))) {
      expect(roleHolds('platform_ops', permission)).toBe(false);
      expect(roleHolds('platform_auditor', permission)).toBe(false);
    }
  });

  it('give everything but ownership to an admin', () => {
    const more = BUILT_IN_ROLES.owner.permissions.filter((permission) => !roleHolds('admin', permission));
    expect(more).toEqual(['iam.organization.close', 'iam.organization.transfer']);
  });
});
