import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from './axe';
import { owner, ownerPage } from './owner';
import { expect, test } from './test';

type Open = (page: Page) => Promise<void>;

interface Screen {
  path: string;
  heading: string;
  /** What can be open over it, by name, and how a person opens it. Pieces of a kind have their own proof in the gallery. */
  overlays?: Record<string, Open>;
}

const press =
  (name: string | RegExp): Open =>
  (page) =>
    page.getByRole('button', { name }).first().click();
const firstRow =
  (table: string): Open =>
  (page) =>
    page.getByRole('table', { name: table }).getByRole('button').first().click();
const fromMenu =
  (menu: RegExp, item: string): Open =>
  async (page) => {
    await press(menu)(page);
    await page.getByRole('menuitem', { name: item }).click();
  };
const projectMenu = /^What to do with/;

const SCREENS: Screen[] = [
  { path: '/', heading: 'Home', overlays: { 'account menu': press(/^Your account/) } },
  { path: '/workloads', heading: 'Active work' },
  { path: '/compute/launch', heading: 'Launch a workspace' },
  { path: '/compute/catalog', heading: 'Catalog' },
  {
    path: '/access/people',
    heading: 'People',
    overlays: { invitation: press('Invite a person'), person: press(owner.name) },
  },
  {
    path: '/access/structure',
    heading: 'Structure',
    overlays: {
      'new department': press('New department'),
      'new project': press('New project'),
      'project menu': press(projectMenu),
      'rename project': fromMenu(projectMenu, 'Rename'),
      'move project': fromMenu(projectMenu, 'Move to another department'),
    },
  },
  { path: '/access/audit', heading: 'Audit', overlays: { entry: firstRow('Audit trail') } },
  { path: '/account', heading: 'Profile and devices' },
  { path: '/finance/account', heading: 'Finance', overlays: { adjustment: press('Adjust balance') } },
  {
    path: '/finance/ledger?kind=adjustment',
    heading: 'Ledger',
    overlays: {
      transaction: firstRow('Ledger transactions'),
      reversal: async (page) => {
        await firstRow('Ledger transactions')(page);
        await press('Reverse')(page);
        await expect(page.getByRole('dialog', { name: /^Reverse transaction/ })).toBeVisible();
      },
    },
  },
  { path: '/projects/[id]/spend', heading: 'Spend', overlays: { budget: press(/^(Set|Change) budget$/) } },
  { path: '/platform/fleet', heading: 'Fleet', overlays: { drain: press('Drain') } },
  { path: '/platform/organizations', heading: 'Organizations', overlays: { 'new one': press('New organization') } },
  { path: '/platform/audit', heading: 'Platform audit', overlays: { entry: firstRow('Audit trail') } },
];

const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1280, height: 850 };

async function open(page: Page, screen: Screen): Promise<void> {
  await page.goto(screen.path.replace('[id]', projectId));
  await expect(page.getByRole('heading', { name: screen.heading, level: 1 })).toBeVisible();
  await expect(page.locator('[data-skeleton]')).toHaveCount(0);
}

let projectId = '';

/** What the overlays speak of: the owner's project, a second department, and a transaction that can be taken back. */
test.beforeAll(async ({ browser }) => {
  const page = await ownerPage(browser);
  await page.goto('/');
  const spend = page.getByRole('link', { name: 'Project spend' });
  projectId = /prj_[0-9a-z]+/.exec((await spend.getAttribute('href')) ?? '')?.[0] ?? 'prj_none';
  await page.goto('/access/structure');
  await page.getByRole('button', { name: 'New department' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Polishing');
  await page.getByRole('button', { name: 'Make department' }).click();
  await expect(page.getByRole('table', { name: 'Departments' })).toContainText('Polishing');
  await page.goto('/finance/account');
  await page.getByRole('button', { name: 'Adjust balance' }).click();
  await page.getByLabel('Amount').fill('5');
  await page.getByLabel('Reason').fill('Something for the screens to show');
  await page.getByRole('button', { name: 'Add money' }).click();
  await expect(page.getByText(/^Booked as transaction/)).toBeVisible();
  await page.context().close();
});

/** Closes whatever lies over the page: a dialog over a drawer takes two presses. */
async function closeOverlays(page: Page): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog').or(page.getByRole('menu'))).toHaveCount(0, { timeout: 500 });
  }).toPass();
}

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any screen in the ${theme} theme, with each of its overlays open`, async ({ browser }) => {
    test.setTimeout(300_000);
    const page = await ownerPage(browser);
    await page.setViewportSize(WIDE);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    for (const screen of SCREENS) {
      await open(page, screen);
      await expectAccessible(page, `${screen.path} in ${theme}`);
      for (const [name, openOverlay] of Object.entries(screen.overlays ?? {})) {
        await openOverlay(page);
        await expect(page.getByRole('dialog').or(page.getByRole('menu')).first()).toBeVisible();
        await expect(page.getByRole('dialog').locator('[data-skeleton]')).toHaveCount(0);
        await expectAccessible(page, `${screen.path} in ${theme} with ${name} open`);
        await closeOverlays(page);
      }
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
