/**
 * A trigger that refuses names a constraint, and a domain says what that constraint means to a person. One that nobody
 * registered would reach the screen as "something went wrong".
 */
import ts from 'typescript';
import { codeFiles, type Project } from '../graph';
import { lines, perFile, type Rule, type Violation } from '../rule';
import { nodesOf, type SourceFile } from '../source';

const MIGRATION = 'prisma/migrations/1_planted/migration.sql';
/** `RAISE … USING CONSTRAINT = 'name'`, and the argument of the trigger function that refuses every change. */
const RAISED = /\bCONSTRAINT = '(\w+)'|\bshared_refuse_change\('+(\w+)'+\)/g;

export const constraintErrors: Rule = {
  id: 'constraint-errors',
  mode: 'block',
  plants: [
    {
      files: { [MIGRATION]: lines('SELECT 1;', "RAISE EXCEPTION 'no' USING CONSTRAINT = 'planted_constraint';") },
      at: `${MIGRATION}:2`,
    },
    {
      files: {
        [MIGRATION]: lines("EXECUTE FUNCTION shared_refuse_change('planted_append_only');"),
        'server/platform/iam/planted.ts': lines("const message = 'planted_append_only';"),
      },
      at: `${MIGRATION}:1`,
    },
  ],
  check(project) {
    const registered = registeredIn(project);
    return [...project.files.values()]
      .filter((file) => file.path.startsWith('prisma/migrations/') && file.path.endsWith('.sql'))
      .flatMap(raisedIn)
      .filter(({ name }) => !registered.has(name))
      .map(({ file, line, name }): Violation => {
        const why = `The constraint ${name} can refuse a write, and no domain says what that means.`;
        return { file, line, why, fix: 'Add it to registerConstraintErrors in the *.errors.ts of its domain.' };
      });
  },
};

const raisedIn = perFile((file: SourceFile) =>
  file.lines.flatMap((text, index) =>
    [...text.matchAll(RAISED)].map((match) => ({
      file: file.path,
      line: index + 1,
      name: match[1] ?? match[2] ?? '',
    })),
  ),
);

/** Every property name and text in files that register constraints: the list may be built, not only written. */
function registeredIn(project: Project): Set<string> {
  return new Set(codeFiles(project).flatMap(namesIn));
}

const namesIn = perFile((file: SourceFile): string[] => {
  const isRegistering = nodesOf(file, ts.isCallExpression).some(
    ({ expression }) => ts.isIdentifier(expression) && expression.text === 'registerConstraintErrors',
  );
  if (!isRegistering) return [];
  const properties = nodesOf(file, ts.isPropertyAssignment).map(({ name }) => name);
  return [...properties.filter(ts.isIdentifier), ...nodesOf(file, ts.isStringLiteral)].map(({ text }) => text);
});
