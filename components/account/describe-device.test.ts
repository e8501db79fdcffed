import { describe, expect, it } from 'vitest';
import { describeDevice } from './describe-device';

describe('a device', () => {
  it('is named by browser and system, and by its first word when unknown', () => {
    const linux = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
    expect(describeDevice(linux)).toBe('Chrome on Linux');
    expect(describeDevice(`${linux} Edg/140.0`)).toBe('Edge on Linux');
    expect(describeDevice('curl/8.5.0')).toBe('curl');
    expect(describeDevice(null)).toBe('Unknown device');
  });
});
