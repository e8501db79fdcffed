// `npm run check`: format, lint, types, unused files and packages, guard and unit tests, side by side on as many cores as there
// are, at most three. Each step is one line with its time; the output of a failed step follows it. `npm test` calls `check()`.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import { pathToFileURL } from 'node:url';
import { runNode } from './lib/exec.mjs';
import { runMain } from './lib/fail.mjs';
import { nodeArgs } from './install/node24.mjs';
import { inRoot } from './lib/paths.mjs';
import { generateClient, isClientStale } from './database/prisma.mjs';
import { countVitest } from './testing/test-results.mjs';

const LANES_MAX = 3;
const UNIT_RESULTS = inRoot('.cache', 'unit.json');

/** Longest first, so that the short ones fill the gaps. `count` tells passed from failed where one step is many. */
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
    count: (code) => countVitest(UNIT_RESULTS, code),
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
  {
    name: 'unused',
    args: ['node_modules/knip/bin/knip.js', '--no-progress', '--include', 'files,dependencies,unlisted'],
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
  const result = step.count?.(code) ?? { passed: Number(code === 0), failed: Number(code !== 0) };
  const verdict = result.failed === 0 ? 'ok  ' : 'FAIL';
  const label = step.count ? `${result.passed} passed, ${result.failed} failed` : '';
  process.stdout.write(`${verdict}  ${step.name.padEnd(8)} ${seconds.padStart(6)} s  ${label}\n`);
  if (result.failed > 0) process.stdout.write(`\n${output.trim()}\n\n`);
  return result;
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
