import { describe, expect, it } from 'vitest';
import { clientAddressOf } from './client-address';

const PROXIES = ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'];
const address = (peer: string, forwardedFor?: string | string[]) =>
  clientAddressOf({ address: peer, forwardedFor }, PROXIES);

describe('the client’s address', () => {
  it('is the socket’s own, whatever anybody but a trusted proxy claims', () => {
    expect(address('203.0.113.7', '198.51.100.1')).toBe('203.0.113.7');
    expect(address('::ffff:203.0.113.7', '198.51.100.1')).toBe('203.0.113.7');
    expect(clientAddressOf({ address: '127.0.0.1', forwardedFor: '198.51.100.1' }, [])).toBe('127.0.0.1');
  });

  it('is what a trusted proxy wrote last, through a chain of them, and not what a client put before it', () => {
    expect(address('127.0.0.1', '198.51.100.1')).toBe('198.51.100.1');
    expect(address('::ffff:127.0.0.1', '192.0.2.66, 198.51.100.1, 10.1.2.3')).toBe('198.51.100.1');
    expect(address('fd00::1', ['127.0.0.1, 198.51.100.1', '10.0.0.9'])).toBe('198.51.100.1');
    expect(address('10.0.0.1', '[2001:db8::5]:4711')).toBe('2001:db8::5');
    expect(address('fe80::1%eth0', '198.51.100.1')).toBe('fe80::1');
    expect(address('10.0.0.1', '198.51.100.1:4711')).toBe('198.51.100.1');
  });

  it('is the last one known when a trusted proxy says nothing, or nothing that is an address', () => {
    for (const claim of [undefined, '', 'unknown', '198.51.100.1, unknown']) {
      expect(address('10.0.0.1', claim)).toBe('10.0.0.1');
    }
    expect(address('10.0.0.1', '10.0.0.2')).toBe('10.0.0.2');
  });
});
