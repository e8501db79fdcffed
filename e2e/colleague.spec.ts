import type { Browser, Page } from '@playwright/test';
import { expectAccessible } from './axe';
import { owner, ownerPage } from './owner';
import { accept, invite } from './people';
import { expect, test } from './test';

/** Launches the cheapest workspace as whoever is signed in on the page; gives its name once its shell is offered. */
async function launchCheapest(page: Page): Promise<string> {
  await page.goto('/compute/launch?sku=cpu-small');
  const name = await page.getByRole('textbox', { name: 'Name' }).inputValue();
  await page.getByRole('button', { name: 'Launch', exact: true }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Terminal', selected: true })).toBeVisible({ timeout: 30_000 });
  return name;
}

/** Somebody who may look at the owner's project, and no more. The caller closes the context. */
async function viewerPage(browser: Browser, ownersPage: Page): Promise<Page> {
  const link = await invite(ownersPage, {
    email: 'viewer@example.test',
    where: owner.project,
    role: 'Project viewer',
  });
  return accept(browser, link, 'Vera Viewer');
}

test('who may only look sees the workspace of somebody else on its overview, and is denied nothing', async ({
  browser,
}) => {
  test.slow();
  const ownersPage = await ownerPage(browser);
  const name = await launchCheapest(ownersPage);
  const address = new URL(ownersPage.url()).pathname;
  const page = await viewerPage(browser, ownersPage);

  await page.goto('/workloads');
  await page.getByRole('link', { name }).click();
  const overview = page.getByRole('tab', { name: 'Overview' });
  const terminal = page.getByRole('tab', { name: 'Terminal' });
  await expect(overview).toHaveAttribute('aria-selected', 'true');
  await expect(terminal).toBeDisabled();
  await expect(page.getByText('Terminal: Only its owner and the admins of the project')).toBeVisible();
  await expectAccessible(page, 'the workspace of somebody else');
  await page.goto(`${address}?tab=terminal`);
  await expect(overview).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByText('This could not be loaded')).toHaveCount(0);
  await page.context().close();

  await ownersPage.goto(`${address}?tab=activity`);
  const trail = ownersPage.getByRole('table', { name: 'Audit trail' });
  await expect(trail).toContainText('launched workspace');
  await ownersPage.goto('/access/audit?q=Vera&result=denied');
  await expect(ownersPage.getByText('Nothing matches')).toBeVisible();

  await ownersPage.goto(address);
  await ownersPage.getByRole('button', { name: 'Release', exact: true }).click();
  await ownersPage.getByRole('dialog').getByRole('button', { name: 'Release' }).click();
  await expect(ownersPage.getByText('Released', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await ownersPage.context().close();
});
