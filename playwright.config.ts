import { defineConfig } from '@playwright/test';

const chromium = process.env['CHROMIUM'];

// Journeys run on the built product that scripts/e2e.mjs started; nothing is started here. One worker: the journeys share one
// installation, in which they make organizations of their own.
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: process.env['GPUAAS_E2E_RESULTS'] ?? 'test-results/results.json' }]],
  use: {
    baseURL: process.env['GPUAAS_E2E_BASE_URL'] ?? 'http://localhost:3000',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium ? chromium : undefined,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
