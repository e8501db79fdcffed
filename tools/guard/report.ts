/** Runs the rules over a project and says what they found, for people and for programs. */
import { applyExceptions, judgeExceptions, readExceptions, type Exception } from './exceptions';
import { areEnough, emptied, floors, shortfallsOf, unresolvedIn } from './floors';
import { codeFiles, type Project } from './graph';
import { prove } from './plant';
import type { Mode, Rule, Violation } from './rule';

/** What one rule found, and whether it found what was planted for it. */
export interface RuleReport {
  readonly id: string;
  readonly mode: Mode;
  readonly violations: readonly Violation[];
  readonly planted: number;
  readonly plantedFound: number;
}

/** The whole run. `ok` is false when a blocking rule found something or any rule missed what was planted. */
export interface Report {
  readonly ok: boolean;
  readonly files: number;
  readonly edges: number;
  readonly unresolved: number;
  readonly rules: readonly RuleReport[];
}

/** Judges a project. `today` is `YYYY-MM-DD`, for the expiry of exceptions. */
export function judge(project: Project, rules: readonly Rule[], today: string): Report {
  const list = readExceptions(project);
  const used: Exception[] = [];
  const reports = [floors, ...rules].map((rule): RuleReport => {
    const verdict = applyExceptions(rule.id, rule.check(project), list.exceptions);
    used.push(...verdict.used);
    const proof = prove(rule, project);
    return {
      id: rule.id,
      mode: rule.mode,
      violations: [...verdict.left].sort(byPlace),
      planted: proof.planted,
      plantedFound: proof.planted - proof.missed.length,
    };
  });
  reports.push(exceptionReport(judgeExceptions(list, used, today)));
  const isBlind = !areEnough(rules) || shortfallsOf(emptied(project)).length === 0;
  return {
    ok: !isBlind && reports.every(isPassed),
    files: codeFiles(project).length,
    edges: project.edges.length,
    unresolved: unresolvedIn(project).length,
    rules: reports,
  };
}

/** The list of exceptions is judged like a rule; its plant is an exception that ended long ago. */
function exceptionReport(violations: readonly Violation[]): RuleReport {
  const ended = { rule: 'planted', file: 'planted.ts', owner: 'planted', reason: 'planted', expires: '2000-01-01' };
  const found = judgeExceptions({ ceiling: 1, exceptions: [ended] }, [ended], '2000-01-02').length;
  return { id: 'exceptions-expire', mode: 'block', violations, planted: 1, plantedFound: Math.min(found, 1) };
}

function isPassed(report: RuleReport): boolean {
  if (report.plantedFound < report.planted || report.planted === 0) return false;
  return report.mode !== 'block' || report.violations.length === 0;
}

function byPlace(left: Violation, right: Violation): number {
  return left.file === right.file ? left.line - right.line : left.file < right.file ? -1 : 1;
}

/** The report for a person: findings first, then one line per rule, then the verdict. */
export function toText(report: Report): string {
  const out: string[] = [];
  for (const rule of report.rules) {
    for (const { file, line, why, fix } of rule.violations) {
      out.push(`${file}:${String(line)}  [${rule.id}, ${rule.mode}]`, `    ${why}`, `    Fix: ${fix}`, '');
    }
  }
  for (const rule of report.rules) {
    const proof = `planted ${String(rule.plantedFound)}/${String(rule.planted)} found`;
    const found = rule.violations.length === 0 ? 'clean' : `${String(rule.violations.length)} found`;
    out.push(
      `${isPassed(rule) ? 'ok  ' : 'FAIL'}  ${rule.id.padEnd(34)} ${rule.mode.padEnd(7)} ${found.padEnd(10)} ${proof}`,
    );
  }
  const size = `${String(report.files)} files, ${String(report.edges)} imports, ${String(report.unresolved)} unresolved`;
  out.push('', `${report.ok ? 'guard: passed' : 'guard: FAILED'} (${String(report.rules.length)} rules, ${size})`);
  return out.join('\n');
}
