import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from './axe';
import { ownerPage } from './owner';
import { expect, test } from './test';

/** Everything that the shown terminals hold, from their own buffers. */
function terminalText(page: Page): Promise<string> {
  return page.evaluate(() => Object.values(window.__terminals ?? {}).map((read) => read()).join('\n')); // prettier-ignore
}

async function type(page: Page, line: string): Promise<void> {
  await page.locator('[data-terminal] textarea').first().focus();
  await page.keyboard.type(`${line}\n`);
}

test('from the home page to a shell, a program, its cost, the ledger and the trail', async ({ browser }) => {
  // Axe looks at every screen on the way.
  test.slow();
  const page = await ownerPage(browser);
  await page.goto('/');
  await expectAccessible(page, 'home');

  // Three presses from the home page to a shell, everything else defaulted; this journey takes the cheapest shape.
  await page.getByRole('link', { name: 'Launch a workspace' }).first().click();
  await page.getByRole('radio', { name: 'CPU', exact: true }).click();
  const name = await page.getByRole('textbox', { name: 'Name' }).inputValue();
  await expect(page.getByText('loopback only for now')).toBeVisible();
  await expect(page.getByText('Lasts until')).toBeVisible();
  await expectAccessible(page, 'launch');
  await page.getByRole('button', { name: 'Launch', exact: true }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Terminal' })).toHaveAttribute('aria-selected', 'true', {
    timeout: 30_000,
  });
  await expect.poll(() => terminalText(page), { timeout: 30_000 }).toContain(`user@${name}`);
  await type(page, 'awk \'BEGIN { for (i = 0; i < 1000; i++) s += i; printf "sum=%d\\n", s }\'');
  await expect.poll(() => terminalText(page), { timeout: 30_000 }).toContain('sum=499500');

  await page.getByRole('tab', { name: 'Overview' }).click();
  await expect(page.getByRole('list', { name: `Timeline of ${name}` })).toContainText('Sandbox started');
  await expectAccessible(page, 'overview');
  const window = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  if (window) await page.setViewportSize(window);
  await page.getByRole('tab', { name: 'Metrics' }).click();
  await expect(page.getByText('Memory in use')).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page, 'metrics');

  await page.getByRole('button', { name: 'Release', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('deleted for good');
  await expectAccessible(page, 'release dialog');
  await dialog.getByRole('button', { name: 'Release' }).click();
  await expect(page.getByText('Released', { exact: true }).first()).toBeVisible({ timeout: 30_000 });

  await page.getByRole('tab', { name: 'Cost' }).click();
  const usage = page.getByRole('table', { name: 'Usage of this workspace' });
  const firstLine = usage.getByRole('row').nth(1).getByRole('button');
  await expect(firstLine).toBeVisible();
  await expect(usage).toContainText('/ cpu h');
  await expectAccessible(page, 'cost');

  await page.getByRole('tab', { name: 'Activity' }).click();
  const trail = page.getByRole('table', { name: 'Audit trail' });
  for (const verb of ['launched workspace', 'activated workspace', 'released workspace'])
    await expect(trail).toContainText(verb);

  await page.getByRole('tab', { name: 'Cost' }).click();
  await firstLine.click();
  const entries = page.getByRole('dialog', { name: /^Transaction \d+/ }).getByRole('region', { name: 'Entries' });
  await expect(entries).toContainText(name);
  await page.context().close();
});

test('a bad value is told beside its field, by the server, and nothing is launched', async ({ browser }) => {
  const page = await ownerPage(browser);
  await page.goto('/compute/launch?sku=cpu-small');
  await page.getByRole('textbox', { name: 'Name' }).fill('Not A Name');
  await page.getByRole('button', { name: 'Launch', exact: true }).click();
  await expect(page.getByText('Lower-case letters, digits and hyphens')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await expect(page).toHaveURL(/\/compute\/launch/);
  await page.context().close();
});

test('what runs where is told to operators, and what is simulated says so', async ({ browser }) => {
  // Fifteen pages are loaded.
  test.slow();
  const page = await ownerPage(browser);
  await page.goto('/platform/fleet');
  await expect(page.getByText(/of 16 CPU slots free/)).toBeVisible();
  await expect(page.getByText('Simulated').first()).toBeVisible();
  await expect(page.getByText(/^Isolation:/)).toBeVisible();
  await expectAccessible(page, 'fleet');
  await page.goto('/compute/catalog');
  await expect(page.getByRole('table', { name: 'Catalog' })).toContainText('CPU small');
  await expectAccessible(page, 'catalog');
  for (const widthPx of [360, 768, 2560]) {
    await page.setViewportSize({ width: widthPx, height: 800 });
    for (const path of ['/', '/workloads', '/compute/launch', '/compute/catalog', '/platform/fleet']) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expectNoSidewaysScroll(page);
    }
  }
  await page.context().close();
});
