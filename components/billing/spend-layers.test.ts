import { describe, expect, it } from 'vitest';
import { layerFilter } from './spend-layers';

const layers = [{ key: 'alc_a' }, { key: 'alc_b' }, { key: 'other' }];

describe('a layer that somebody presses', () => {
  it('leads to the records of what it names', () => {
    expect(layerFilter('resource', 'alc_a', layers)).toEqual({ resourceId: 'alc_a' });
    expect(layerFilter('person', 'usr_a', [{ key: 'usr_a' }])).toEqual({ personId: 'usr_a' });
  });

  it('leads, where it gathers the rest, to the records of all that no other layer names', () => {
    expect(layerFilter('resource', 'other', layers)).toEqual({ exceptResourceIds: ['alc_a', 'alc_b'] });
    expect(layerFilter('person', 'other', [{ key: 'usr_a' }, { key: 'other' }])).toEqual({
      exceptPersonIds: ['usr_a'],
    });
  });
});
