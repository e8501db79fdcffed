import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from './axe';
import { expect, test } from './test';

/** Everything that can be open over the page, and how a person opens it. */
const overlays: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  dialog: (page) => page.getByRole('button', { name: 'Open dialog' }).click(),
  'confirmation by name': (page) => page.getByRole('button', { name: 'Confirm by name' }).click(),
  drawer: (page) => page.getByRole('button', { name: 'Open drawer' }).click(),
  menu: (page) => page.getByRole('button', { name: 'Acts on training-a' }).first().click(),
  popover: (page) => page.getByRole('button', { name: 'Why is it held?' }).click(),
  select: (page) => page.getByRole('combobox', { name: 'Role' }).last().click(),
  combobox: (page) => page.getByRole('combobox', { name: 'Person' }).click(),
  'date range': (page) => page.getByRole('button', { name: /^Period/ }).click(),
  'table settings': (page) => page.getByRole('button', { name: 'Table settings' }).click(),
  'refused form': (page) => page.getByRole('button', { name: 'Add person' }).last().click(),
  palette: (page) => page.keyboard.press('Control+k'),
  toast: (page) => page.getByRole('button', { name: 'Error toast' }).click(),
};

/** The drawing code of charts is fetched after the page; a busy machine takes its time. */
const chartTimeoutMs = 30_000;

async function open(page: Page): Promise<void> {
  await page.goto('/gallery');
  // Charts come last; once they are drawn everything else is.
  await expect(page.locator('.recharts-surface').first()).toBeVisible({ timeout: chartTimeoutMs });
}

/** Contrast of every pair of tokens is proven by a unit test; the second theme needs only what differs in kind. */
const overlaysOf = { light: Object.keys(overlays), dark: ['dialog', 'menu', 'refused form'] } as const;

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme, contextOptions: { reducedMotion: 'reduce' } });

    test('axe finds nothing on the pieces, with each overlay open', async ({ page }) => {
      test.slow();
      await open(page);
      await expectAccessible(page, 'the gallery');
      for (const name of overlaysOf[theme]) {
        await overlays[name]?.(page);
        await expectAccessible(page, name);
        await page.keyboard.press('Escape');
      }
    });
  });
}

test('nothing scrolls sideways from 360 to 2560 px', async ({ page }) => {
  await open(page);
  for (const width of [360, 768, 1280, 2560]) {
    await page.setViewportSize({ width, height: 800 });
    await expectNoSidewaysScroll(page);
  }
});

test('the chosen theme is in the first byte of the next page', async ({ page, request }) => {
  await open(page);
  await page.getByRole('button', { name: 'Theme' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const cookies = await page.context().cookies();
  const answer = await request.get('/gallery', {
    headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
  });
  expect(await answer.text()).toMatch(/<html[^>]*data-theme="dark"/);
});

test('filter, order and page of a list live in the address and survive a reload', async ({ page }) => {
  await open(page);
  const table = page.getByRole('table', { name: 'Sample workloads' });
  await page.getByRole('button', { name: 'Name', exact: true }).click();
  await expect(page).toHaveURL(/sort=name/);
  await page.getByRole('button', { name: 'Next page' }).click();
  await expect(page.getByText('13–24 of 41')).toBeVisible();
  const first = await table.getByRole('link').first().innerText();
  await page.reload();
  await expect(table.getByRole('link').first()).toHaveText(first);
  await expect(page.locator('.recharts-surface').first()).toBeVisible({ timeout: chartTimeoutMs });
  const search = page.locator('#tables').getByRole('searchbox');
  await search.pressSequentially('no such thing');
  await expect(search).toHaveValue('no such thing');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await expect(page).not.toHaveURL(/after=/);
});

test('on a narrow window the rail is a drawer, and Escape gives the focus back', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await open(page);
  const opener = page.getByRole('button', { name: 'Open navigation' });
  await opener.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Navigation' })).toBeVisible();
  await expectAccessible(page, 'the rail as a drawer');
  await page.keyboard.press('Escape');
  await expect(opener).toBeFocused();
});

test('a dialog gives the focus back to what opened it', async ({ page }) => {
  await open(page);
  for (const name of ['Open dialog', 'Confirm by name', 'Open drawer']) {
    const opener = page.getByRole('button', { name });
    await opener.press('Enter');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(opener).toBeFocused();
  }
});
