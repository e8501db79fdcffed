import type { Page } from '@playwright/test';
import { expect } from './test';

/** Long, because what is waited for is bounded by the machine, not by a promise. */
const SHOWN_MS = 60_000;
const PROMPT = /\$ ?$/m;

/** The first shell of the workspace that a page shows. */
export interface Shell {
  /** The text of its terminal, from the terminal's own buffer: the screen that is shown, with what was scrolled away. */
  text(): Promise<string>;
  shows(text: string | RegExp): Promise<void>;
  type(keys: string): Promise<void>;
  /** Where a cell is on the page; columns and rows count from 1, as programs count them. */
  cell(column: number, row: number): Promise<{ x: number; y: number }>;
}

/** Waits for the shell's prompt and its size, and clears its screen. */
export async function openShell(page: Page): Promise<Shell> {
  const text = () => page.evaluate(() => window.__terminals?.['shell-1']?.() ?? '');
  const shows = (wanted: string | RegExp) => expect.poll(text, { timeout: SHOWN_MS }).toMatch(wanted);
  const type = async (keys: string) => {
    await page.getByRole('textbox', { name: 'Terminal shell-1' }).focus();
    await page.keyboard.type(keys);
  };
  await shows(PROMPT);
  await type('clear; stty size\n');
  await shows(/^\d+ \d+$/m);
  const [, rows = '', columns = ''] = /^(\d+) (\d+)$/m.exec(await text()) ?? [];
  return {
    text,
    shows,
    type,
    async cell(column, row) {
      const box = await page.locator('.xterm-screen').first().boundingBox();
      if (!box) throw new Error('the terminal is not shown');
      const at = (index: number, extent: number, count: string) => ((index - 0.5) * extent) / Number(count);
      return { x: box.x + at(column, box.width, columns), y: box.y + at(row, box.height, rows) };
    },
  };
}
