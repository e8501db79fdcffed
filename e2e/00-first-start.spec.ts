import { expect, test } from './test';
import { latestSetupLink, ownerPage } from './owner';
import { healthOf, PARTS } from './parts';

const RECOVERY_MS = 60_000;

// First of all files: nobody has signed in yet.
test('a portal killed before anybody was the owner prints a new set-up link, which works, and the old one is dead', async ({
  browser,
  page,
  request,
}) => {
  const first = latestSetupLink();
  process.kill(PARTS.portal.pid(), 'SIGKILL');
  await expect.poll(latestSetupLink, { timeout: RECOVERY_MS }).not.toBe(first);
  await expect.poll(() => healthOf(request), { timeout: RECOVERY_MS }).toMatchObject({ status: 'ok' });
  await page.goto(first);
  await expect(page.getByRole('heading', { name: 'This set-up link does not work' })).toBeVisible();
  await (await ownerPage(browser)).context().close();
});
