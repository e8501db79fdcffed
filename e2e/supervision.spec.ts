import { expect, test } from './test';
import { family, healthOf, PARTS, type Part } from './parts';

const RECOVERY_MS = 60_000;
const options = { timeout: RECOVERY_MS };

/** Process number of a part, or none while its file is being written anew. */
function pidOrNone(part: Part): number {
  try {
    return part.pid();
  } catch {
    return Number.NaN;
  }
}

for (const part of Object.values(PARTS)) {
  test(`${part.name} comes back by itself when it is killed`, async ({ request }) => {
    const before = part.pid();
    process.kill(before, 'SIGKILL');
    await expect.poll(() => Number.isInteger(pidOrNone(part)) && pidOrNone(part) !== before, options).toBe(true);
    await expect.poll(() => healthOf(request), options).toMatchObject({ code: 200, status: 'ok' });
  });
}

for (const part of [PARTS.database, PARTS.runtime]) {
  test(`${part.name} that hangs makes the health degraded, by name, until it goes on`, async ({ request }) => {
    const stopped = family(part.pid());
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    try {
      const health = await healthOf(request);
      expect(health).toMatchObject({ code: 503, status: 'degraded', failing: expect.arrayContaining([part.check]) });
    } finally {
      for (const pid of stopped) process.kill(pid, 'SIGCONT');
    }
    await expect.poll(() => healthOf(request), options).toMatchObject({ code: 200, status: 'ok', failing: [] });
  });
}
