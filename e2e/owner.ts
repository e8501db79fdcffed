import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Browser, type Page } from '@playwright/test';

/** The first owner of the installation, and platform superadmin. */
export const owner = {
  organization: 'Orbital Optics',
  project: 'Lenses',
  name: 'Ada Example',
  email: 'ada@example.test',
  password: 'correct horse battery staple',
};

/** The owner's browser state; the first journey that needs it goes through the set-up link. */
const stateFile = path.join(process.env['GPUAAS_E2E_DATA_DIR'] ?? 'test-results', 'owner-state.json');

/** A page of the signed-in owner, in a browser context of its own. The caller closes the context. */
export async function ownerPage(browser: Browser): Promise<Page> {
  if (!existsSync(stateFile)) await setUp(browser);
  const context = await browser.newContext({ storageState: stateFile });
  return context.newPage();
}

/** The set-up link that the launcher printed last; each makes the ones before void. */
export function latestSetupLink(): string {
  const printed = readFileSync(process.env['GPUAAS_E2E_OUTPUT'] ?? '', 'utf8');
  const link = [...printed.matchAll(/^\s*(http\S+#\S+)\s*$/gm)].at(-1)?.[1];
  if (!link) throw new Error('The launcher has printed no set-up link');
  return link;
}

async function setUp(browser: Browser): Promise<void> {
  const link = latestSetupLink();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel('Organization').fill(owner.organization);
  await page.getByLabel('First project').fill(owner.project);
  await page.getByLabel('Your name').fill(owner.name);
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill(owner.password);
  await page.getByLabel('Password, once more').fill(owner.password);
  await page.getByRole('button', { name: 'Create organization' }).click();
  await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible();
  await context.storageState({ path: stateFile });
  await context.close();
}
