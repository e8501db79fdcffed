import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frontDoor } from './front-door';

describe('the front door', () => {
  let server: Server;
  let port: number;
  const trustedProxies: string[] = [];
  beforeAll(async () => {
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
    const door = frontDoor({
      publicUrl: `http://127.0.0.1:${port}`,
      version: '0',
      commit: 'none',
      roles: [],
      clientAddressHeader: 'x-address',
      trustedProxies,
      next: async (request, response) => void response.end(String(request.headers['x-address'])),
    });
    server.on('request', (request, response) => void door(request, response));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('sends any other host to the only origin, path kept', async () => {
    const answer = await fetch(`http://localhost:${port}/a?b=1`, { redirect: 'manual' });
    expect(answer.status).toBe(308);
    expect(answer.headers.get('location')).toBe(`http://127.0.0.1:${port}/a?b=1`);
  });

  it('refuses a write from a foreign page, also one whose origin only begins alike', async () => {
    for (const origin of ['http://evil.example', `http://127.0.0.1:${port}.evil.example`, 'null']) {
      const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers: { origin } });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: 'shared.foreign_origin', correlationId: expect.any(String) });
    }
    const own = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: { origin: `http://127.0.0.1:${port}` },
    });
    expect(own.status).toBe(200);
  });

  it('takes the client address from the socket, never from the request', async () => {
    const headers = { 'x-address': '203.0.113.9', 'x-forwarded-for': '203.0.113.9' };
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers });
    expect(await answer.text()).toBe('127.0.0.1');
  });

  it('takes it from a proxy that is trusted', async () => {
    trustedProxies.push('127.0.0.1');
    const headers = { 'x-address': '203.0.113.9', 'x-forwarded-for': '192.0.2.1, 198.51.100.7' };
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers });
    expect(await answer.text()).toBe('198.51.100.7');
  });
});
