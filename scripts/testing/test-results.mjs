import { existsSync, readFileSync } from 'node:fs';

/**
 * Sums a vitest JSON report: `{passed, failed}`. A test that was skipped or left for later counts as failed: a promise that nobody
 * checked is not kept. A run that wrote no report, or failed outside of its tests, counts as one failure.
 */
export function countVitest(file, exitCode) {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const failed = report.numFailedTests + report.numPendingTests + report.numTodoTests;
  return { passed: report.numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}

/** The same for Playwright's JSON report. A test that passed only when repeated is `flaky` there, and failed here. */
export function countPlaywright(file, exitCode) {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky, skipped } = JSON.parse(readFileSync(file, 'utf8')).stats;
  const failed = unexpected + flaky + skipped;
  return { passed: expected, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}
