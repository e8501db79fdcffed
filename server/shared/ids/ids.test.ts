import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idFromUuid, isId, newId, newUuid, uuidFromId } from './ids';
import { zId } from './ids.schema';

describe('ids', () => {
  it('every uuid survives the way to the edge and back', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        const id = idFromUuid('alc', uuid);
        expect(uuidFromId(id)).toBe(uuid);
        expect(isId('alc', id)).toBe(true);
        expect(isId('prj', id)).toBe(false);
      }),
    );
  });

  it('matches the published TypeID vectors', () => {
    expect(idFromUuid('usr', '00000000-0000-0000-0000-00000000000a')).toBe('usr_0000000000000000000000000a');
    expect(idFromUuid('usr', '01890a5d-ac96-774b-bcce-b302099a8057')).toBe('usr_01h455vb4pex5vsknk084sn02q');
    expect(idFromUuid('usr', 'ffffffff-ffff-ffff-ffff-ffffffffffff')).toBe('usr_7zzzzzzzzzzzzzzzzzzzzzzzzz');
  });

  it('orders by time and refuses what is not an id', () => {
    expect(newUuid(1_000) < newUuid(2_000)).toBe(true);
    const schema = zId('prj');
    expect(schema.safeParse(newId('prj')).success).toBe(true);
    for (const bad of ['', 'prj_', 'prj_8zzzzzzzzzzzzzzzzzzzzzzzzz', newId('org'), 5, null]) {
      expect(schema.safeParse(bad).success).toBe(false);
    }
  });
});
