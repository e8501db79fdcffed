import { describe, expect, it } from 'vitest';

import { canTry } from './machine-features';

const report = (why: string, state: 'ok' | 'missing' = 'missing') => ({
  usable: true,
  cgroups: 'none' as const,
  features: [{ feature: 'disk_limit' as const, state, why }],
});

describe('a promise that needs a feature of the machine', () => {
  it('is tried where the feature is there', () => {
    expect(canTry(report('It is there.', 'ok'), 'disk_limit', { required: true })).toBe(true);
  });

  it('is passed over only where the runtime says why it is missing', () => {
    const told: string[] = [];
    const lenient = { required: false, tell: (sentence: string) => void told.push(sentence) };
    expect(canTry(report('The runtime is not root.'), 'disk_limit', lenient)).toBe(false);
    expect(told).toEqual(['Not tried on this machine, for want of disk_limit: The runtime is not root.']);
    expect(() => canTry(report(''), 'disk_limit', lenient)).toThrow('does not say');
    expect(() => canTry(report('It is there.', 'ok'), 'memory_limit', lenient)).toThrow('does not say');
  });

  it('fails where the machine has to give everything', () => {
    expect(() => canTry(report('No loop device.'), 'disk_limit', { required: true })).toThrow('No loop device.');
  });
});
