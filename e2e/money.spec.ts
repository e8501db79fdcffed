import type { Page } from '@playwright/test';
import { expectAccessible } from './axe';
import { owner, ownerPage } from './owner';
import { accept, invite } from './people';
import { expect, test } from './test';

const reason = 'Grant for the lens study';

/** The operator puts money in, with a reason, and reads it back from the ledger as a statement. */
async function adjust(page: Page): Promise<void> {
  await page.goto('/finance/account');
  await page.getByRole('button', { name: 'Adjust balance' }).click();
  const dialog = page.getByRole('dialog', { name: 'Adjust balance' });
  await dialog.getByLabel('Amount').fill('25');
  await dialog.getByRole('button', { name: 'Add money' }).click();
  await expect(dialog.getByText('Give a reason of at least ten characters.')).toBeVisible();
  await dialog.getByLabel('Reason').fill(reason);
  await dialog.getByRole('button', { name: 'Add money' }).click();
  await expect(page.getByText(/^Booked as transaction/)).toBeVisible();
  await page.goto('/finance/ledger?kind=adjustment');
  const row = page.getByRole('row').filter({ hasText: reason }).first();
  await expect(row).toContainText('25.00');
  await row.getByRole('button').click();
  const drawer = page.getByRole('dialog');
  await expect(drawer.getByRole('region', { name: 'Entries' })).toContainText('Adjustments');
  await expect(drawer).toContainText(reason);
  await expect(drawer).toContainText(owner.name);
}

/** Launches the cheapest workspace and gives its name once it runs. */
async function launch(page: Page): Promise<string> {
  await page.goto('/compute/launch?sku=cpu-small');
  const name = await page.getByRole('textbox', { name: 'Name' }).inputValue();
  await page.getByRole('button', { name: 'Launch', exact: true }).click();
  await expect(page.getByRole('tab', { name: 'Terminal', selected: true })).toBeVisible({ timeout: 30_000 });
  return name;
}

async function release(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Release', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Release' }).click();
  await expect(page.getByText('Released', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
}

/** The operator is told what force does, has to type the name, and leaves it. */
async function lookAtForce(page: Page, workspace: { path: string; name: string }): Promise<void> {
  await page.goto(workspace.path);
  await page.getByRole('button', { name: 'Force release' }).click();
  const question = page.getByRole('dialog', { name: `Force the release of ${workspace.name}` });
  await expect(question).toContainText('Programs get no time to save');
  await expectAccessible(page, 'force release dialog');
  await question.getByRole('button', { name: 'Cancel' }).click();
}

test('a member follows a cost from the chart over its usage to the entries of the ledger', async ({ browser }) => {
  test.slow();
  const ownersPage = await ownerPage(browser);
  await adjust(ownersPage);
  const whom = { email: 'mia@example.test', where: owner.project, role: 'Project member' };
  const page = await accept(browser, await invite(ownersPage, whom), 'Mia Example');
  const name = await launch(page);
  await lookAtForce(ownersPage, { path: new URL(page.url()).pathname, name });
  await ownersPage.context().close();
  await release(page);

  const rail = page.getByRole('navigation', { name: 'Main' });
  await expect(rail.getByRole('link', { name: 'Ledger' })).toHaveCount(0);
  await rail.getByRole('link', { name: 'Project spend' }).click();
  await expect(page.getByRole('heading', { name: 'Spend', level: 1 })).toBeVisible();
  const chart = page.getByRole('figure', { name: /^Spend per/ });
  await chart.getByRole('button', { name, exact: true }).click();
  await expect(page).toHaveURL(/layer=alc_/);
  const usage = page.getByRole('table', { name: 'Usage records' });
  await expect(usage.getByRole('button', { name, exact: true }).first()).toBeVisible();
  await expectAccessible(page, 'spend, narrowed');
  await usage.getByRole('button', { name, exact: true }).first().click();
  const drawer = page.getByRole('dialog', { name: /^Transaction \d+/ });
  await expect(drawer.getByRole('region', { name: 'Entries' })).toContainText(name);
  await expect(drawer).toContainText('Only what belongs to this project is shown');
  await expectAccessible(page, 'transaction of a project');
  await page.context().close();
});

test('an operator filters the trail, opens one step, and follows its correlation id to the rest', async ({
  browser,
}) => {
  const page = await ownerPage(browser);
  await adjust(page);
  await page.goto('/platform/audit');
  const trail = page.getByRole('table', { name: 'Audit trail' });
  await page.getByRole('combobox', { name: 'Action' }).click();
  await page.getByRole('option', { name: 'adjusted account' }).click();
  await expect(page).toHaveURL(/action=billing\.account\.adjusted/);
  await trail.getByRole('button', { name: 'adjusted account' }).first().click();
  const drawer = page.getByRole('dialog', { name: `${owner.name} · adjusted account` });
  await expect(drawer).toContainText(reason);
  const correlationId = /[0-9a-f]{32}/.exec(await drawer.innerText())?.[0] ?? 'no correlation id';
  await expectAccessible(page, 'audit entry');
  await drawer.getByRole('button', { name: 'Show all with this correlation id' }).click();
  await expect(drawer).toBeHidden();
  await expect(page).toHaveURL(new RegExp(`correlation=${correlationId}`));
  await expect(trail.getByRole('row')).toHaveCount(2);
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(trail.getByRole('row').nth(2)).toBeVisible();
  await page.context().close();
});
