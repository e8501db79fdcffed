/**
 * `npm run guard [-- --json]`: reads the repository, applies the rules, proves each rule on planted violations, prints a
 * report. Exit 0 passed, 1 blocked, 2 could not look.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readProject } from './graph';
import { judge, toText } from './report';
import { RULES } from './rules';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

function main(args: readonly string[]): number {
  const unknown = args.find((argument) => argument !== '--json');
  if (unknown !== undefined) {
    process.stderr.write(`guard: unknown argument ${unknown}; usage: npm run guard [-- --json]\n`);
    return 2;
  }
  const report = judge(readProject(root), RULES, new Date().toISOString().slice(0, 10));
  process.stdout.write(`${args.includes('--json') ? JSON.stringify(report) : toText(report)}\n`);
  return report.ok ? 0 : 1;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`guard: could not look: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
