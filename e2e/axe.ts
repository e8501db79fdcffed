import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What axe reports and is not ours to mend. Every entry names its rule, the nodes it excuses, and where it is discussed. */
const exceptions: readonly {
  rule: string;
  excuses: (node: { html: string; message: string }) => boolean;
  why: string;
}[] = [
  {
    rule: 'aria-hidden-focus',
    excuses: ({ html }) => html.includes('data-aria-hidden="true"') || html.includes('data-radix-focus-guard'),
    why: 'An open Radix select hides the page behind it and keeps the focus inside: radix-ui/primitives issue 3593.',
  },
  {
    rule: 'target-size',
    excuses: ({ message }) => message.includes('obscured'),
    why: 'What lies under an open overlay is no target until the overlay closes; axe measures what is left uncovered.',
  },
];

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Fails with rule, place and reason for everything axe finds on the page as it stands, overlays included. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const found = violations.flatMap((violation) =>
    violation.nodes
      .map((node) => ({
        html: node.html,
        message: [...node.any, ...node.all, ...node.none].map((check) => check.message).join('; '),
      }))
      .filter((node) => !exceptions.some((one) => one.rule === violation.id && one.excuses(node)))
      .map((node) => `${violation.id}: ${node.message}\n  ${node.html.slice(0, 200)}`),
  );
  expect(found, `axe on ${state}`).toEqual([]);
}

/** Fails when the page is wider than the window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const beyondPx = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(beyondPx, 'pixels beyond the window').toBeLessThanOrEqual(0);
}
