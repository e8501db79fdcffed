import { describe, expect, it } from 'vitest';
import { placeKey, placeOfKey } from './place-key';

describe('a place as one value', () => {
  it('comes back as it went in, at every level', () => {
    const places = [
      { kind: 'organization', organizationId: 'org_a' },
      { kind: 'department', departmentId: 'dep_a' },
      { kind: 'project', projectId: 'prj_a' },
    ] as const;
    for (const place of places) expect(placeOfKey(placeKey(place))).toEqual(place);
  });

  it('is nothing for what names no place, or an id of another level', () => {
    for (const key of ['', 'platform:platform', 'project:org_a', 'project', 'x:prj_a']) {
      expect(placeOfKey(key)).toBeNull();
    }
  });
});
