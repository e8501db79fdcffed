import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { expectAccessible, expectNoSidewaysScroll } from './axe';
import { ownerPage } from './owner';
import { expect, test } from './test';

test.describe.configure({ timeout: 240_000 });

let page: Page;
let address: string;

test.beforeAll(async ({ browser }) => {
  page = await ownerPage(browser);
  await page.goto('/compute/launch?sku=cpu-small');
  await page.getByRole('button', { name: 'Launch', exact: true }).click();
  await page.waitForURL(/\/workloads\/alc_/);
  address = page.url();
  await shows(page, PROMPT);
  await page.close();
});
test.beforeEach(async ({ browser }) => {
  page = await ownerPage(browser);
  await page.goto(address);
  await shows(page, PROMPT);
});
test.afterEach(() => page.context().close());

/** Long, because what is waited for is bounded by the machine, not by a promise; what has a promise says so itself. */
const SHOWN_MS = 60_000;
const PROMPT = /\$ ?$/m;
/** What the browser itself notes of a connection that it cannot make. */
const CONNECTION_LOST = /^WebSocket connection to \S+ failed/;

/** The text of a shell, from the terminal's own buffer. */
const textOf = (page: Page, shell = 'shell-1') => page.evaluate((name) => window.__terminals?.[name]?.() ?? '', shell);

const shows = (page: Page, text: string | RegExp, shell?: string) =>
  expect.poll(() => textOf(page, shell), { timeout: SHOWN_MS }).toMatch(text);

async function type(page: Page, line: string): Promise<void> {
  await page
    .getByRole('textbox', { name: /^Terminal shell/ })
    .first()
    .focus();
  await page.keyboard.type(`${line}\n`);
}

test('a shell runs programs, draws wide characters and colours, and takes the size of the window', async () => {
  await type(page, "clear; printf 'wide \\u6f22\\u5b57 \\u2713 \\033[31mred\\033[0m\\n'; stty size");
  await shows(page, /wide 漢字 ✓ red\n\d+ \d+/);
  const [, rows, columns] = /\n(\d+) (\d+)\n/.exec(await textOf(page)) ?? [];
  await expect(page.getByText(`${columns} × ${rows}`)).toBeVisible();
  await page.setViewportSize({ width: 900, height: 700 });
  await expect(page.getByText(`${columns} × ${rows}`)).toBeHidden();
  await type(page, 'clear; stty size');
  await shows(page, new RegExp(`^(?!${rows} ${columns}$)\\d+ \\d+$`, 'm'));
});

test('after a reload everything is there again, nothing twice, and nothing is typed into the shell by itself', async () => {
  // The question for device attributes is answered by the terminal; its replay must not be.
  await type(page, "clear; printf 'be%s\\n' fore; printf '\\033[c'; read -rsd c -t 5; echo; printf 'af%s\\n' ter");
  await shows(page, /before[\s\S]*after/);
  await page.reload();
  await shows(page, /before[\s\S]*after/);
  await type(page, "printf 'on%s\\n' ward");
  await shows(page, /\$ printf 'on%s\\n' ward\nonward/);
  expect((await textOf(page)).match(/^onward$/gm)).toHaveLength(1);
});

test('a lost network is a quiet word in the bar, and what was printed meanwhile comes after it', async ({
  browserErrors,
}) => {
  browserErrors.expect(CONNECTION_LOST);
  const context = page.context();
  await type(page, "clear; for i in $(seq 1 40); do echo tick $i; sleep 0.1; done; printf 'all%s\\n' done");
  await shows(page, /tick 5/);
  await context.setOffline(true);
  const bar = page.getByRole('tabpanel', { name: 'shell-1' });
  await expect(bar.getByText(/^(Connecting|Offline, trying again)$/)).toBeVisible({ timeout: 40_000 });
  await context.setOffline(false);
  await shows(page, /alldone/);
  const ticks = (await textOf(page)).match(/^tick \d+$/gm) ?? [];
  expect(ticks).toEqual(Array.from({ length: 40 }, (_, i) => `tick ${i + 1}`));
});

test('a portal that is killed in the middle of a flood comes back to the same shell, with every line once', async ({
  browserErrors,
}) => {
  browserErrors.expect(CONNECTION_LOST);
  await type(
    page,
    "clear; for i in $(seq 1 9000); do echo row $i; done; sleep 1; for i in $(seq 9001 9400); do echo row $i; sleep 0.01; done; printf 'all%s\\n' done",
  );
  await shows(page, /row 9\d\d\d/);
  const lock = readFileSync(path.join(process.env['GPUAAS_E2E_DATA_DIR'] ?? '', 'portal.lock'), 'utf8');
  process.kill(z.object({ portalPid: z.number() }).parse(JSON.parse(lock)).portalPid, 'SIGKILL');
  await expect.poll(() => textOf(page), { timeout: 60_000 }).toMatch(/^alldone$/m);
  const rows = (await textOf(page)).match(/^row \d+$/gm) ?? [];
  expect(rows).toEqual(Array.from({ length: 9_400 }, (_, i) => `row ${i + 1}`));
});

test('Ctrl-C ends a flood at once and the page stays quick', async () => {
  await type(page, 'clear; yes flood');
  await shows(page, /flood\nflood\nflood/);
  const startedMs = Date.now();
  await page.keyboard.press('Control+c');
  await type(page, "clear; printf 'st%s\\n' opped");
  await shows(page, /^stopped$/m);
  expect(Date.now() - startedMs).toBeLessThan(5_000);
});

test('a paste arrives whole, and as a paste', async () => {
  const text = Array.from({ length: 4_000 }, (_, i) => `line ${i}`).join('\n');
  await type(page, 'clear; cat > pasted');
  await page.getByRole('textbox', { name: /^Terminal shell/ }).evaluate((element, pasted) => {
    const data = new DataTransfer();
    data.setData('text/plain', pasted);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+d');
  await type(page, 'clear; grep -c ^line pasted');
  await shows(page, /^4000$/m);
});

test('several shells stand side by side, and are found again by another browser, with who watches', async ({
  browser,
}) => {
  await page.getByRole('button', { name: 'New shell' }).click();
  await shows(page, /\$ ?$/m, 'shell-2');
  await page.getByRole('textbox', { name: 'Terminal shell-2' }).focus();
  await page.keyboard.type("clear; printf 'sec%s\\n' ond\n");
  await shows(page, /^second$/m, 'shell-2');
  const other = await ownerPage(browser);
  await other.goto(address);
  await other.getByRole('tab', { name: 'shell-2' }).click();
  await shows(other, /^second$/m, 'shell-2');
  await expect(page.getByText(/^Also here:/).last()).toBeVisible();
  await other.context().close();
  await page.getByRole('button', { name: 'More about shells' }).click();
  await expectAccessible(page, 'the terminal with its menu open');
  await page.getByRole('menuitem', { name: 'End shell-2' }).click();
  await page.getByRole('button', { name: 'End shell', exact: true }).click();
  await expect(page.getByRole('tab', { name: 'shell-2' })).toBeHidden();
});

test('text is found, full screen fills the window, and axe finds nothing in either theme nor on a narrow window', async () => {
  await type(page, 'clear; seq 1 300');
  await shows(page, /^300$/m);
  await page.getByRole('button', { name: 'Find in this terminal' }).click();
  await page.getByRole('textbox', { name: 'Find in this terminal' }).fill('299');
  await expect(page.getByText('1/1')).toBeVisible();
  await expectAccessible(page, 'the terminal with its search');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Full screen' }).click();
  const box = await page.getByRole('region', { name: /^Terminal of/ }).boundingBox();
  expect(box?.x).toBe(0);
  await page.getByRole('button', { name: 'Leave full screen' }).click();
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page, `the terminal in ${colorScheme}`);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page, 'the terminal on a narrow window');
});

test('the terminal closes with a reason when the workspace is released', async () => {
  await page.getByRole('button', { name: 'Release' }).first().click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Release/ })
    .click();
  await expect(page.getByText(/released/i).first()).toBeVisible({ timeout: 20_000 });
});
