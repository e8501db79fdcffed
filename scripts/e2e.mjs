// `npm run test:e2e [-- PLAYWRIGHT ARGUMENTS]`: browser journeys on the built product, which it starts and stops.
import { runJourneys } from './testing/e2e.mjs';
import { runMain } from './lib/fail.mjs';
import { ensureBuilt } from './install/prepare.mjs';
import { createProgress } from './lib/progress.mjs';

await runMain(async () => {
  await ensureBuilt(createProgress(), { pages: true });
  const { passed, failed } = await runJourneys({ args: process.argv.slice(2) });
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
});
