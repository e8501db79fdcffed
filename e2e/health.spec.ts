import { expect, test } from './test';
import { z } from 'zod';

const health = z.object({
  status: z.string(),
  version: z.string().regex(/^\d+\.\d+\.\d+/),
  commit: z.string(),
  uptimeSeconds: z.number(),
  roles: z.array(z.string()),
  checks: z.record(z.string(), z.object({ ok: z.boolean() })),
});

test('a started product says that it is healthy, and which parts it looked at', async ({ request }) => {
  const response = await request.get('/api/health');
  const body = health.parse(await response.json());
  expect({ status: body.status, code: response.status(), roles: body.roles }).toEqual({
    status: 'ok',
    code: 200,
    roles: ['web', 'gateway', 'worker'],
  });
  expect(Object.keys(body.checks)).toEqual(expect.arrayContaining(['database', 'migrations', 'queue', 'runtime']));
});
