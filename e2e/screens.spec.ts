import { expect, test, type Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from './axe';
import { ownerPage } from './owner';

/** Every screen of the console by its heading, and the overlay that opens on it, by the button that opens it. */
const SCREENS: { path: string; heading: string; opens?: string }[] = [
  { path: '/', heading: 'Home' },
  { path: '/workloads', heading: 'Active work' },
  { path: '/compute/launch', heading: 'Launch a workspace' },
  { path: '/compute/catalog', heading: 'Catalog' },
  { path: '/access/people', heading: 'People', opens: 'Invite a person' },
  { path: '/access/structure', heading: 'Structure' },
  { path: '/access/audit', heading: 'Audit' },
  { path: '/account', heading: 'Profile and devices' },
  { path: '/finance/account', heading: 'Finance', opens: 'Adjust balance' },
  { path: '/finance/ledger', heading: 'Ledger' },
  { path: '/platform/fleet', heading: 'Fleet' },
  { path: '/platform/organizations', heading: 'Organizations' },
  { path: '/platform/audit', heading: 'Platform audit' },
];

const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1280, height: 850 };

async function open(page: Page, screen: (typeof SCREENS)[number]): Promise<void> {
  await page.goto(screen.path);
  await expect(page.getByRole('heading', { name: screen.heading, level: 1 })).toBeVisible();
  await expect(page.locator('[data-skeleton]')).toHaveCount(0);
}

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any screen in the ${theme} theme, with its overlay open`, async ({ browser }) => {
    test.setTimeout(300_000);
    const page = await ownerPage(browser);
    await page.setViewportSize(WIDE);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    for (const screen of SCREENS) {
      await open(page, screen);
      await expectAccessible(page, `${screen.path} in ${theme}`);
      if (!screen.opens) continue;
      await page.getByRole('button', { name: screen.opens }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectAccessible(page, `${screen.path} in ${theme} with "${screen.opens}" open`);
    }
    await page.context().close();
  });
}

test('no screen scrolls sideways on a narrow window', async ({ browser }) => {
  test.setTimeout(180_000);
  const page = await ownerPage(browser);
  await page.setViewportSize(NARROW);
  for (const screen of SCREENS) {
    await open(page, screen);
    await expectNoSidewaysScroll(page);
  }
  await page.context().close();
});

test('the palette leads anywhere by keyboard alone', async ({ browser }) => {
  const page = await ownerPage(browser);
  await open(page, { path: '/', heading: 'Home' });
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page, 'the palette');
  await page.keyboard.type('ledger');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Ledger', level: 1 })).toBeVisible();
  await page.context().close();
});
