/** Floors: a guard that read nothing must not pass. They are part of the report as a rule of their own. */
import { codeFiles, overlay, type Project } from './graph';
import { lines, type Rule, type Violation } from './rule';

const FILES_MIN = 400;
const EDGES_MIN = 1500;
const RULES_MIN = 20;
/** Of the TypeScript under the folders that ship, listed by git. */
const COVERAGE_MIN = 0.95;
const SHIPPED = /^(app|components|server)\/.*\.tsx?$/;

export const floors: Rule = {
  id: 'floors',
  mode: 'block',
  plants: [
    {
      files: { 'server/shared/planted.ts': lines("import { x } from './nowhere';", 'export { x };') },
      at: 'server/shared/planted.ts:1',
    },
    {
      files: { 'server/shared/planted.ts': lines("import left from 'a-package-nobody-declared';", 'export { left };') },
      at: 'server/shared/planted.ts:1',
    },
  ],
  check: (project) => [...unresolvedIn(project), ...shortfallsOf(project)],
};

/** Imports that lead nowhere, each as a finding. */
export function unresolvedIn(project: Project): Violation[] {
  return project.edges
    .filter((edge) => edge.target.kind === 'unresolved')
    .map((edge) => ({
      file: edge.from,
      line: edge.line,
      why: `${edge.specifier} leads to no file of the repository and to no package that package.json declares.`,
      fix: 'Correct the path, write it as a literal, or declare the package.',
    }));
}

/** What was read too little of. */
export function shortfallsOf(project: Project): Violation[] {
  const at = {
    file: 'tools/guard/floors.ts',
    line: 1,
    fix: 'Look at how the files are listed, before trusting this run.',
  };
  const parsed = codeFiles(project).filter((file) => file.ast !== undefined && file.ast.statements.length > 0);
  const shipped = [...project.paths].filter((path) => SHIPPED.test(path));
  const read = parsed.filter((file) => SHIPPED.test(file.path)).length;
  const found: Violation[] = [];
  if (parsed.length < FILES_MIN) found.push({ ...at, why: `Only ${String(parsed.length)} files were read.` });
  if (project.edges.length < EDGES_MIN)
    found.push({ ...at, why: `Only ${String(project.edges.length)} imports were seen.` });
  if (read < shipped.length * COVERAGE_MIN) {
    found.push({ ...at, why: `Only ${String(read)} of ${String(shipped.length)} files that ship were read.` });
  }
  return found;
}

/** True when there are enough rules for a pass to mean something. */
export function areEnough(rules: readonly Rule[]): boolean {
  return rules.length >= RULES_MIN;
}

/** A project with nothing in it, for proving that the floors hold. */
export function emptied(project: Project): Project {
  return overlay({ ...project, files: new Map(), edges: [] }, {});
}
