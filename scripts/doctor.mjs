// `npm run doctor`: looks at everything a start needs, changes nothing, and prints what to do about each problem.
import { runMain } from './lib/fail.mjs';
import { examine } from './portal/doctor.mjs';

await runMain(async () => {
  const findings = await examine({ argv: process.argv.slice(2) });
  for (const { ok, what, fix } of findings) {
    process.stdout.write(`  ${ok ? '✓' : '✗'} ${what}\n${ok || !fix ? '' : `      ${fix}\n`}`);
  }
  const broken = findings.filter(({ ok }) => !ok).length;
  process.stdout.write(
    broken === 0 ? '\nEverything is in order.\n' : `\n${broken} thing${broken === 1 ? '' : 's'} to look at.\n`,
  );
  process.exitCode = broken === 0 ? 0 : 1;
});
