import { expect, test } from './test';
import { expectAccessible, expectNoSidewaysScroll } from './axe';
import { owner, ownerPage } from './owner';
import { accept, invite, PASSWORD, signIn } from './people';

const ATTEMPTS_MAX = 10;
const refused = 'E-mail or password is not right. Check both and try again.';
const narrow = { width: 380, height: 800 };

test('a set-up link that was used makes nobody an owner a second time', async ({ browser, page }) => {
  await (await ownerPage(browser)).context().close();
  await page.goto(process.env['GPUAAS_E2E_SETUP_LINK'] ?? '/setup');
  await expect(page.getByRole('heading', { name: 'This set-up link does not work' })).toBeVisible();
  await expectAccessible(page, 'dead set-up link');
  await page.getByRole('link', { name: 'Go to sign-in' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('many wrong passwords close an address for a while, and say nothing about who has an account', async ({
  browser,
  page,
}) => {
  await (await ownerPage(browser)).context().close();
  await signIn(page, owner.email, 'not the password');
  await expect(page.getByRole('form').getByRole('alert')).toContainText(refused);
  await expect(page.getByRole('form').getByRole('alert')).toContainText(/[0-9a-f]{32}$/);
  await expectAccessible(page, 'refused sign-in');
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    await signIn(page, 'nobody@example.test', `guess ${attempt}`);
    await expect(page.getByRole('form').getByRole('alert')).toContainText(refused);
  }
  await signIn(page, 'nobody@example.test', PASSWORD);
  await expect(page.getByRole('form').getByRole('alert')).toContainText('Too many failed attempts');
  await signIn(page, owner.email, owner.password);
  await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible();
});

test('whoever is invited to a project sees that project, and nothing beside it', async ({ browser }) => {
  test.slow();
  const ownersPage = await ownerPage(browser);
  await ownersPage.goto('/access/structure');
  await ownersPage.getByRole('button', { name: 'New project' }).click();
  await ownersPage.getByRole('dialog').getByLabel('Name').fill('Mirrors');
  await expectAccessible(ownersPage, 'new project dialog');
  await ownersPage.getByRole('button', { name: 'Make project' }).click();
  await expect(ownersPage.getByRole('table', { name: 'Projects' })).toContainText('Mirrors');
  await expectAccessible(ownersPage, 'structure');
  const spendOfAnother = await ownersPage.getByRole('link', { name: 'Project spend' }).getAttribute('href');

  const email = 'grace@example.test';
  const link = await invite(ownersPage, { email, where: 'Mirrors', role: 'Project member' });
  const page = await accept(browser, link, 'Grace Example');
  const rail = page.getByRole('navigation').first();
  await expect(rail.getByRole('link', { name: 'Launch' })).toBeVisible();
  await expect(rail.getByRole('link', { name: 'People' })).toHaveCount(0);
  await expect(page.getByText(owner.project, { exact: true })).toHaveCount(0);
  await page.goto(spendOfAnother ?? '/projects/prj_00000000000000000000000000/spend');
  await expect(page.getByText('There is nothing here that you may see').first()).toBeVisible();

  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'This invitation does not work any more' })).toBeVisible();
  await page.context().close();

  await ownersPage.goto('/access/people');
  await ownersPage.getByRole('button', { name: 'Grace Example' }).first().click();
  await expect(ownersPage.getByRole('dialog')).toContainText('Project member');
  await expectAccessible(ownersPage, 'person drawer');
  await ownersPage.keyboard.press('Escape');
  await ownersPage.setViewportSize(narrow);
  await expectNoSidewaysScroll(ownersPage);
  await expectAccessible(ownersPage, 'people, narrow');
  await ownersPage.context().close();
});

test('a session that is ended elsewhere is over at its next request', async ({ browser }) => {
  test.slow();
  const ownersPage = await ownerPage(browser);
  const link = await invite(ownersPage, { email: 'lin@example.test', where: owner.project, role: 'Project member' });
  await ownersPage.context().close();
  const here = await accept(browser, link, 'Lin Example');
  const elsewhere = await (await browser.newContext()).newPage();
  await signIn(elsewhere, 'lin@example.test', PASSWORD);
  await expect(elsewhere.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible();

  await here.goto('/account');
  const devices = here.getByRole('table', { name: 'Devices' });
  await expect(devices.getByRole('row')).toHaveCount(3);
  await expectAccessible(here, 'account');
  await devices.getByRole('button', { name: /^Sign out/ }).click();
  await expectAccessible(here, 'end session dialog');
  await here.getByRole('alertdialog').or(here.getByRole('dialog')).getByRole('button', { name: 'Sign out' }).click();
  await expect(devices.getByRole('row')).toHaveCount(2);

  await expect(elsewhere.getByText('You are signed out')).toBeVisible();
  await elsewhere.goto('/account');
  await expect(elsewhere.getByRole('heading', { name: 'Your session has ended' })).toBeVisible();
  await expectAccessible(elsewhere, 'ended session');
  await here.goto('/account');
  await expect(here.getByRole('heading', { name: 'Profile and devices' })).toBeVisible();

  await signIn(elsewhere, 'lin@example.test', PASSWORD);
  await expect(elsewhere.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible();
  await here.getByRole('button', { name: 'Change password' }).click();
  const dialog = here.getByRole('dialog');
  await dialog.getByLabel('Current password').fill('not the password');
  await dialog.getByLabel('New password', { exact: true }).fill('other words that are long');
  await dialog.getByLabel('New password, once more').fill('other words that are long');
  await expectAccessible(here, 'change password dialog');
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await expect(dialog.getByText('This is not your current password.')).toBeVisible();
  await dialog.getByLabel('Current password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(elsewhere.getByText('You are signed out')).toBeVisible();
  await signIn(elsewhere, 'lin@example.test', 'other words that are long');
  await expect(elsewhere.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible();
  await here.context().close();
  await elsewhere.context().close();
});

test('whoever belongs nowhere any more lands on a page that says so, and leads out', async ({ browser }) => {
  test.slow();
  const ownersPage = await ownerPage(browser);
  const whom = { email: 'noor@example.test', where: owner.project, role: 'Project member' };
  const page = await accept(browser, await invite(ownersPage, whom), 'Noor Example');
  await ownersPage.goto('/access/people');
  await ownersPage.getByRole('button', { name: 'Noor Example' }).first().click();
  await ownersPage.getByRole('button', { name: 'Remove from organization' }).click();
  const question = ownersPage.getByRole('dialog', { name: 'Remove Noor Example?' });
  await question.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(ownersPage.getByRole('table', { name: 'People' })).not.toContainText('Noor Example');
  await ownersPage.getByRole('table', { name: 'People' }).getByRole('button', { name: owner.name }).click();
  await expect(ownersPage.getByRole('dialog')).toContainText(owner.email);
  await expect(ownersPage.getByRole('button', { name: 'Remove from organization' })).toHaveCount(0);
  await ownersPage.context().close();

  await page.goto('/workloads');
  await expect(page.getByRole('heading', { name: 'You do not belong to an organization yet' })).toBeVisible();
  await expect(page.getByText('noor@example.test')).toBeVisible();
  await expectAccessible(page, 'no membership');
  await page.setViewportSize(narrow);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.context().close();
});

test('a superadmin makes a second organization, and its owner takes it over', async ({ browser }) => {
  const ownersPage = await ownerPage(browser);
  await ownersPage.goto('/platform/organizations');
  await ownersPage.getByRole('button', { name: 'New organization' }).click();
  const dialog = ownersPage.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Second Institute');
  await dialog.getByLabel("Owner's e-mail").fill('not an address');
  await ownersPage.getByRole('button', { name: 'Make organization' }).click();
  await expect(dialog.getByText('This is not an e-mail address.')).toBeVisible();
  await expectAccessible(ownersPage, 'new organization dialog');
  await dialog.getByLabel("Owner's e-mail").fill('second.owner@example.test');
  await ownersPage.getByRole('button', { name: 'Make organization' }).click();
  const lost = await ownersPage.getByTestId('one-time-link').innerText();
  await ownersPage.getByRole('button', { name: 'Done' }).click();

  const actions = ownersPage.getByRole('button', { name: 'Actions for Second Institute' });
  await actions.click();
  await ownersPage.getByRole('menuitem', { name: 'New owner link' }).click();
  await expectAccessible(ownersPage, 'new owner link dialog');
  await dialog.getByLabel("Owner's e-mail").fill('second.owner@example.test');
  await dialog.getByRole('button', { name: 'Make link' }).click();
  const link = await ownersPage.getByTestId('one-time-link').innerText();
  await ownersPage.getByRole('button', { name: 'Done' }).click();

  await actions.click();
  await ownersPage.getByRole('menuitem', { name: 'Adjust balance' }).click();
  await expect(dialog).toContainText('Second Institute');
  await dialog.getByLabel('Amount').fill('250');
  await dialog.getByLabel('Reason').fill('Opening balance as agreed');
  await dialog.getByRole('button', { name: 'Add money' }).click();
  await expect(ownersPage.getByText(/^Booked as transaction/)).toBeVisible();

  await ownersPage.goto(lost);
  await expect(ownersPage.getByRole('heading', { name: 'This invitation does not work any more' })).toBeVisible();
  await ownersPage.context().close();
  const page = await accept(browser, link, 'Second Owner');
  await page.goto('/access/people');
  const people = page.getByRole('table', { name: 'People' });
  await expect(people).toContainText('Second Owner');
  await expect(people).not.toContainText(owner.name);
  await page.context().close();
});
