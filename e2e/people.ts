import { expect, type Browser, type Page } from '@playwright/test';
import { expectAccessible } from './axe';

/** The password of everybody whom these journeys invite. */
export const PASSWORD = 'a few words that are long';

/** Fills the sign-in page in and sends it; the caller looks at what comes of it. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** A chooser of the open dialog: opens it and takes one of its choices. */
async function choose(page: Page, label: string, choice: string | RegExp): Promise<void> {
  await page.getByRole('dialog').getByLabel(label, { exact: true }).click();
  await page.getByRole('option', { name: choice }).first().click();
}

/** Invites somebody, in the name of who is signed in on the page, and gives the one-time link. */
export async function invite(page: Page, whom: { email: string; where: string; role: string }): Promise<string> {
  await page.goto('/access/people');
  await page.getByRole('button', { name: 'Invite a person' }).click();
  await page.getByRole('dialog').getByLabel('E-mail').fill(whom.email);
  await choose(page, 'Where', whom.where);
  await choose(page, 'Role', new RegExp(`^${whom.role}`));
  await expectAccessible(page, 'invite dialog');
  await page.getByRole('button', { name: 'Make invitation' }).click();
  const link = await page.getByTestId('one-time-link').innerText();
  await page.getByRole('button', { name: 'Done' }).click();
  return link;
}

/** Accepts as somebody new, in a browser of their own. The caller closes its context. */
export async function accept(browser: Browser, link: string, name: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Password, once more').fill(PASSWORD);
  await expectAccessible(page, 'invitation');
  await page.getByRole('button', { name: 'Accept and sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible();
  return page;
}
