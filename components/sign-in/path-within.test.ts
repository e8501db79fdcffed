import { describe, expect, it } from 'vitest';
import { pathWithin } from './path-within';

describe('the path after sign-in', () => {
  it('stays on this site whatever the address asks for', () => {
    expect(pathWithin('/allocations?state=active')).toBe('/allocations?state=active');
    expect(pathWithin('http://localhost:3000/ledger')).toBe('/ledger');
    for (const bad of [
      '//evil.test',
      '/\\evil.test',
      'javascript:alert(1)',
      'https:evil.test',
      '/ x',
      '',
      7,
      undefined,
    ]) {
      expect(pathWithin(bad)).toBe('/');
    }
  });

  it('does not lead back to the sign-in page', () => {
    expect(pathWithin('/sign-in?callbackUrl=/x')).toBe('/');
  });
});
