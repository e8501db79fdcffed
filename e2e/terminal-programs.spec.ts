import type { Page } from '@playwright/test';
import { ownerPage } from './owner';
import { openShell, type Shell } from './shell';
import { test, expect } from './test';

test.describe.configure({ timeout: 240_000 });

let page: Page;
let shell: Shell;
let address = '/compute/launch?sku=cpu-small';

test.beforeEach(async ({ browser }) => {
  page = await ownerPage(browser);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(address);
  if (address.includes('/launch')) {
    await page.getByRole('button', { name: 'Launch', exact: true }).click();
    await page.waitForURL(/\/workloads\/alc_/);
    address = page.url();
  }
  shell = await openShell(page);
});
test.afterEach(() => page.context().close());

/** Whether the machine has a program; what is not there is named in the output. */
async function has(program: string): Promise<boolean> {
  await shell.type(`clear; command -v ${program} || printf 'with%s\\n' out\n`);
  await shell.shows(new RegExp(`^(/\\S*${program}|without)$`, 'm'));
  if (!/^without$/m.test(await shell.text())) return true;
  process.stderr.write(`Not tried on this machine, for want of the program: ${program}\n`);
  return false;
}

test('a program that takes the screen and the mouse gets clicks to the cell, and gives both back', async () => {
  const take = String.raw`printf '\033[?1049h\033[?1000h\033[?1006hfull'`;
  const giveBack = String.raw`printf '\033[?1006l\033[?1000l\033[?1049l'`;
  await shell.type(
    `clear; printf 'be%s\\n' fore; ${take}; IFS= read -rsd m click; ${giveBack}; printf 'got%q\\n' "$click"\n`,
  );
  await shell.shows(/^\s*full$/);
  const { x, y } = await shell.cell(5, 3);
  await page.mouse.click(x, y);
  await shell.shows(String.raw`got$'\E[<0;5;3M\E[<0;5;3'`);
  expect(await shell.text()).toMatch(/^before$/m);
});

test('vim edits and saves on a screen of its own', async () => {
  if (!(await has('vim'))) return;
  await shell.type("clear; printf 'be%s\\n' fore; vim -u NONE -N notes.txt\n");
  await shell.shows(/^~\s*\n~/m);
  expect(await shell.text()).not.toMatch(/^before$/m);
  await shell.type('iwritten in vim');
  await page.keyboard.press('Escape');
  await shell.type(':wq\n');
  await shell.shows(/^before$/m);
  await shell.type('clear; cat notes.txt\n');
  await shell.shows(/^written in vim$/m);
});

test('less takes the wheel of the mouse', async () => {
  if (!(await has('less'))) return;
  await shell.type("seq 1 900 > numbers; clear; printf 'be%s\\n' fore; less --mouse numbers\n");
  await shell.shows(/^1\s*\n2\s*\n3\s*\n/);
  const { x, y } = await shell.cell(10, 10);
  await page.mouse.move(x, y);
  await page.mouse.wheel(0, 400);
  await expect.poll(shell.text).toMatch(/^(?!1\s)\d+\s*\n\d+\s*\n/);
  await page.keyboard.type('q');
  await shell.shows(/^before$/m);
});

test('htop shows what runs in the workspace, and quits by a click on its last key', async () => {
  if (!(await has('htop'))) return;
  await shell.type("clear; printf 'be%s\\n' fore; htop\n");
  await shell.shows(/PID.*USER[\s\S]*Quit/);
  const lines = (await shell.text()).split('\n');
  const row = lines.findIndex((line) => line.includes('Quit'));
  const { x, y } = await shell.cell((lines[row] ?? '').indexOf('Quit') + 1, row + 1);
  await page.mouse.click(x, y);
  await shell.shows(/^before$/m);
});

test('a selected word is copied with Ctrl-Shift-C, and Ctrl-C stays the program’s', async () => {
  await shell.type("clear; printf 'copy-%s\\n' this-word\n");
  await shell.shows(/^copy-this-word$/m);
  const { x, y } = await shell.cell(3, 1);
  await page.mouse.dblclick(x, y);
  await page.keyboard.press('Control+Shift+C');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('copy-this-word');
  await shell.type('sleep 1000\n');
  await page.keyboard.press('Control+c');
  await shell.type("printf 'st%s\\n' opped\n");
  await shell.shows(/^stopped$/m);
});
