/**
 * The guard proves itself on every run: each rule is shown violations made on purpose, laid over the real project in memory,
 * and must report each of them at its line. A rule that misses one has gone blind, and the run fails.
 */
import { overlay, type Project } from './graph';
import type { Plant, Rule } from './rule';

/** How many violations were planted for a rule, and at which places it did not see one. */
export interface Proof {
  readonly planted: number;
  readonly missed: readonly string[];
}

/** Shows a rule its planted violations. */
export function prove(rule: Rule, project: Project): Proof {
  const missed = rule.plants.filter((plant) => !isSeen(rule, plant, project)).map((plant) => plant.at);
  return { planted: rule.plants.length, missed };
}

function isSeen(rule: Rule, plant: Plant, project: Project): boolean {
  return rule.check(overlay(project, plant.files)).some(({ file, line }) => `${file}:${String(line)}` === plant.at);
}
