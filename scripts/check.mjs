// `npm run check`: format, lint, types, guard and unit tests, side by side on as many cores as there are, at most three. Each
// step is one line with its time; the output of a failed step follows it. `npm test` calls `check()` and adds up.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import { pathToFileURL } from 'node:url';
import { runNode } from './lib/exec.mjs';
import { runMain } from './lib/fail.mjs';
import { nodeArgs } from './lib/node24.mjs';
import { inRoot } from './lib/paths.mjs';
import { generateClient, isClientStale } from './lib/prisma.mjs';

const LANES_MAX = 3;
const UNIT_RESULTS = inRoot('.cache', 'unit.json');

/** Longest first, so that the short ones fill the gaps. `count` says how many passed and failed, where one step is many. */
const STEPS = [
  { name: 'lint', args: ['node_modules/eslint/bin/eslint.js', '.', '--cache', '--cache-location', '.cache/eslint/'] },
  {
    name: 'types',
    args: ['node_modules/typescript/bin/tsc', '-p', '.', '--tsBuildInfoFile', '.cache/types.tsbuildinfo'],
  },
  {
    name: 'unit',
    args: [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project=unit',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${UNIT_RESULTS}`,
    ],
    count: countUnitTests,
  },
  {
    name: 'format',
    args: [
      'node_modules/prettier/bin/prettier.cjs',
      '--check',
      '.',
      '--log-level=warn',
      '--cache',
      '--cache-location=.cache/prettier',
    ],
  },
  { name: 'guard', args: nodeArgs('tools/guard/main.ts') },
];

/** Runs all steps, whatever fails on the way, and prints each. Resolves with how many checks and unit tests passed and failed. */
export async function check() {
  mkdirSync(inRoot('.cache'), { recursive: true });
  rmSync(UNIT_RESULTS, { force: true });
  await generateWhatIsMissing();
  const sum = { passed: 0, failed: 0 };
  const waiting = [...STEPS];
  const lane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const result = await runStep(step);
      sum.passed += result.passed;
      sum.failed += result.failed;
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES_MAX, os.availableParallelism()) }, lane));
  return sum;
}

async function runStep(step) {
  const startedAt = performance.now();
  const { code, output } = await runNode(step.args, { capture: true, env: { FORCE_COLOR: '0', NO_COLOR: '1' } });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const counted = step.count?.() ?? { passed: 0, failed: 0, label: '' };
  const failedItself = code !== 0 && counted.failed === 0;
  const passed = step.count ? counted.passed : Number(code === 0);
  const failed = counted.failed + Number(failedItself);
  process.stdout.write(
    `${code === 0 ? 'ok  ' : 'FAIL'}  ${step.name.padEnd(8)} ${seconds.padStart(6)} s  ${counted.label}\n`,
  );
  if (code !== 0) process.stdout.write(`\n${output.trim()}\n\n`);
  return { passed, failed };
}

/** Counts from the JSON report; a run that wrote none has no tests, and fails by its exit code. */
function countUnitTests() {
  if (!existsSync(UNIT_RESULTS)) return { passed: 0, failed: 0, label: 'no result' };
  const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(UNIT_RESULTS, 'utf8'));
  return { passed, failed, label: `${passed} passed, ${failed} failed` };
}

/** The types lean on two things that git does not hold: the database client, and Next's declarations. */
async function generateWhatIsMissing() {
  if (isClientStale()) await generateClient();
  if (existsSync(inRoot('next-env.d.ts')) || !existsSync(inRoot('app', 'layout.tsx'))) return;
  await runNode(['node_modules/next/dist/bin/next', 'typegen'], { capture: true });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runMain(async () => {
    const startedAt = performance.now();
    const { passed, failed } = await check();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(`\ncheck: ${passed} passed, ${failed} failed in ${seconds} s\n`);
    process.exitCode = failed === 0 ? 0 : 1;
  });
}
