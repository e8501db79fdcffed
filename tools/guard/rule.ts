/** What a rule is, and the small helpers that rules are written with. */
import type { Edge, Project } from './graph';
import type { SourceFile } from './source';

/** `report` is listed, `warn` is listed and stands out, `block` fails the run. */
export type Mode = 'report' | 'warn' | 'block';

/** One finding: where, why it is wrong, and what to do instead. `line` is 1-based. */
export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly why: string;
  readonly fix: string;
}

/**
 * A violation made on purpose. Its files are laid over the real ones in memory, and the rule must report `at`, which reads
 * `path:line`.
 */
export interface Plant {
  readonly files: Readonly<Record<string, string>>;
  readonly at: string;
}

/** One rule. A rule without a plant cannot be trusted to see anything, hence the non-empty tuple. */
export interface Rule {
  readonly id: string;
  readonly mode: Mode;
  readonly plants: readonly [Plant, ...Plant[]];
  check(project: Project): Violation[];
}

/** Makes a planted file from its lines. */
export function lines(...texts: string[]): string {
  return `${texts.join('\n')}\n`;
}

/** Findings over imports, one decision per edge. */
export function overEdges(
  decide: (edge: Edge, project: Project) => Pick<Violation, 'why' | 'fix'> | undefined,
): Rule['check'] {
  return (project) =>
    project.edges.flatMap((edge) => {
      const verdict = decide(edge, project);
      return verdict === undefined ? [] : [{ file: edge.from, line: edge.line, ...verdict }];
    });
}

/**
 * Findings that depend on one file alone. They are remembered per file object, so that a planted run looks at the planted
 * files only.
 */
export function overFiles(decide: (file: SourceFile) => Violation[]): Rule['check'] {
  const known = new WeakMap<SourceFile, Violation[]>();
  return (project) => {
    const found: Violation[] = [];
    for (const file of project.files.values()) {
      const violations = known.get(file) ?? decide(file);
      known.set(file, violations);
      found.push(...violations);
    }
    return found;
  };
}

/** Remembers what was computed from a file, for rules whose verdict depends on other files too. */
export function perFile<T>(compute: (file: SourceFile) => T): (file: SourceFile) => T {
  const known = new WeakMap<SourceFile, { readonly value: T }>();
  return (file) => {
    const hit = known.get(file) ?? { value: compute(file) };
    known.set(file, hit);
    return hit.value;
  };
}
