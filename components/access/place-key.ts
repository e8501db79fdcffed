import type { HeldRole, TenantRef } from './access.types';

/** A place as one value of a chooser: `project:prj_…`. */
export function placeKey(place: TenantRef): string {
  switch (place.kind) {
    case 'organization':
      return `organization:${place.organizationId}`;
    case 'department':
      return `department:${place.departmentId}`;
    case 'project':
      return `project:${place.projectId}`;
  }
}

/** The reverse of placeKey; null for anything that is no place. */
export function placeOfKey(key: string): TenantRef | null {
  const at = key.indexOf(':');
  const id = key.slice(at + 1);
  switch (key.slice(0, at)) {
    case 'organization':
      return id.startsWith('org_') ? { kind: 'organization', organizationId: id as `org_${string}` } : null;
    case 'department':
      return id.startsWith('dep_') ? { kind: 'department', departmentId: id as `dep_${string}` } : null;
    case 'project':
      return id.startsWith('prj_') ? { kind: 'project', projectId: id as `prj_${string}` } : null;
    default:
      return null;
  }
}

/** The place at which a role is held. */
export function placeOfRole(role: HeldRole): TenantRef | null {
  return placeOfKey(`${role.placeKind}:${role.placeId}`);
}
