import { expect, test as base, type BrowserContext } from '@playwright/test';

/** What the pages of a test reported as errors, in every browser context that the test made. */
interface BrowserErrors {
  /** Says that the test provokes this error, and why that is right stands in the test's name or beside the call. */
  expect(pattern: RegExp): void;
  watch(context: BrowserContext): void;
}

/**
 * What the browser itself notes of an answer that refuses. The page shows the refusal as a sentence, which the journeys look at;
 * an answer of 5xx is never planned.
 */
const REFUSED_ANSWER = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** Playwright's `test`, which fails on an error in a page or its console that nobody expected. All journeys use this one. */
export const test = base.extend<{ browserErrors: BrowserErrors }>({
  browserErrors: [
    async ({ browser }, use) => {
      const seen: string[] = [];
      const expected = [REFUSED_ANSWER];
      const watched = new Set<BrowserContext>();
      const errors: BrowserErrors = {
        expect: (pattern) => void expected.push(pattern),
        watch(context) {
          if (watched.has(context)) return;
          watched.add(context);
          context.on('weberror', (error) => seen.push(`uncaught ${error.error().stack ?? String(error.error())}`));
          context.on('console', (message) => {
            if (message.type() === 'error') seen.push(`${message.text()} (${message.location().url})`);
          });
        },
      };
      const newContext = browser.newContext.bind(browser);
      browser.newContext = async (options) => {
        const context = await newContext(options);
        errors.watch(context);
        return context;
      };
      await use(errors);
      browser.newContext = newContext;
      const unexpected = seen.filter((text) => !expected.some((pattern) => pattern.test(text)));
      expect(unexpected, 'errors that the pages reported').toEqual([]);
    },
    { auto: true },
  ],
  context: async ({ context, browserErrors }, use) => {
    browserErrors.watch(context);
    await use(context);
  },
});

export { expect };
