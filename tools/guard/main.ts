/**
 * `npm run guard [-- --json | --accept-contract]`: reads the repository, applies the rules, proves each rule on planted violations, prints a
 * report. Exit 0 passed, 1 blocked, 2 could not look.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { contractText } from './contract';
import { readProject } from './graph';
import { judge, toText } from './report';
import { RULES } from './rules';
import { CONTRACT_FILE } from './rules/contract';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

function main(args: readonly string[]): number {
  const unknown = args.find((argument) => argument !== '--json' && argument !== '--accept-contract');
  if (unknown !== undefined) {
    process.stderr.write(`guard: unknown argument ${unknown}; usage: npm run guard [-- --json | --accept-contract]\n`);
    return 2;
  }
  if (args.includes('--accept-contract')) {
    writeFileSync(path.join(root, CONTRACT_FILE), contractText(readProject(root)));
    process.stdout.write(`${CONTRACT_FILE} says what the routers say now; commit it with the change.\n`);
    return 0;
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
