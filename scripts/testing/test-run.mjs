// Second half of `npm test`, on Node 24.
import { mkdirSync, rmSync } from 'node:fs';
import { check } from '../check.mjs';
import { runJourneys } from './e2e.mjs';
import { runNode } from '../lib/exec.mjs';
import { messageOf } from '../lib/fail.mjs';
import { hasToIsolate } from '../portal/isolation.mjs';
import { inRoot } from '../lib/paths.mjs';
import { ensureBuilt } from '../install/prepare.mjs';
import { createProgress } from '../lib/progress.mjs';
import { countVitest } from './test-results.mjs';

const DATABASE_RESULTS = inRoot('.cache', 'db.json');

async function runDatabaseTests() {
  mkdirSync(inRoot('.cache'), { recursive: true });
  rmSync(DATABASE_RESULTS, { force: true });
  const args = [
    'run',
    '--project=db',
    '--project=sandbox',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${DATABASE_RESULTS}`,
  ];
  // Elsewhere, what the machine cannot give is named in the output as not tried.
  const env = { GPUAAS_REQUIRE_ISOLATION: process.env.GPUAAS_REQUIRE_ISOLATION ?? (hasToIsolate() ? 'all' : '') };
  const { code } = await runNode([inRoot('node_modules', 'vitest', 'vitest.mjs'), ...args], { env });
  return countVitest(DATABASE_RESULTS, code);
}

/** Each part runs whatever came of the one before; what throws is one failure with its reason. */
const PARTS = [
  ['Set-up', () => ensureBuilt(createProgress(), { pages: true }).then(() => ({ passed: 0, failed: 0 }))],
  ['Checks and unit tests', check],
  ['Database and sandbox tests', runDatabaseTests],
  ['Browser journeys', () => runJourneys({ args: [] })],
];

const sum = { passed: 0, failed: 0 };
for (const [title, part] of PARTS) {
  process.stdout.write(`\n${title}\n`);
  try {
    const { passed, failed } = await part();
    sum.passed += passed;
    sum.failed += failed;
  } catch (error) {
    process.stdout.write(`${title} failed: ${messageOf(error)}\n`);
    sum.failed += 1;
  }
}
process.stdout.write(`\n${sum.passed} passed, ${sum.failed} failed\n`);
process.exitCode = sum.failed === 0 ? 0 : 1;
