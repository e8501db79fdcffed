/**
 * Every procedure says who may call it, and every name that carries authority is registered by the domain it belongs to.
 * The types hold the first already; this holds it against a router that builds on the bottom rung.
 */
import ts from 'typescript';
import { isTestCode, ownerFolder } from '../areas';
import { codeFiles } from '../graph';
import { lines, perFile, type Rule, type Violation } from '../rule';
import { lineOf, nodesOf, type SourceFile } from '../source';

/** The rungs that a router may build on; the last two name their reason for asking no permission. */
const RUNGS = new Set(['guarded', 'publicProcedure', 'signedInProcedure']);
const VERBS = new Set(['query', 'mutation', 'subscription']);
const BOTTOM = 'baseProcedure';
const BOTTOM_USERS = ['server/shared/trpc/', 'server/platform/iam/procedures/'];
const REASON_LENGTH_MIN = 10;

const PLANTED_REGISTRATION = lines(
  "import { defineProduct } from '@/server/platform/registry';",
  "export const product = defineProduct({ name: 'iam', permissions: ['iam.planted.read'], auditActions: [] });",
);

export const permissionOnEveryProcedure: Rule = {
  id: 'permission-on-every-procedure',
  mode: 'block',
  plants: [
    {
      files: {
        'server/platform/iam/planted.router.ts': lines(
          'export const x = router({',
          '  y: t.procedure.query(() => 1),',
          '});',
        ),
      },
      at: 'server/platform/iam/planted.router.ts:2',
    },
    {
      files: {
        'server/platform/iam/planted.router.ts': lines("export const x = publicProcedure('').mutation(() => 1);"),
      },
      at: 'server/platform/iam/planted.router.ts:1',
    },
    {
      files: {
        'server/platform/iam/planted.router.ts': lines(
          'export const x = guarded({',
          "  permission: 'iam.planted.never_registered',",
          '}).query(() => 1);',
        ),
      },
      at: 'server/platform/iam/planted.router.ts:2',
    },
    {
      files: {
        'server/platform/audit/planted.registration.ts': PLANTED_REGISTRATION.replace("'iam'", "'audit'"),
        'server/platform/iam/planted.router.ts': lines(
          "export const x = guarded({ permission: 'iam.planted.read' }).query(() => 1);",
        ),
      },
      at: 'server/platform/audit/planted.registration.ts:2',
    },
    {
      files: {
        'server/platform/iam/planted.service.ts': lines("import { baseProcedure } from '@/server/shared/trpc';"),
        'server/shared/trpc/index.ts': lines('export const baseProcedure = 1;'),
      },
      at: 'server/platform/iam/planted.service.ts:1',
    },
    {
      files: {
        'server/platform/iam/planted.service.ts': lines(
          'await appendAudit(tx, {',
          "  action: 'iam.planted.never_registered',",
          '});',
        ),
      },
      at: 'server/platform/iam/planted.service.ts:2',
    },
  ],
  check(project) {
    const files = codeFiles(project).filter((file) => file.path.startsWith('server/') && !isTestCode(file.path));
    const registered = registeredNames(files);
    return [
      ...files.flatMap(unguarded),
      ...files.flatMap(bottomUses),
      ...files.flatMap((file) => unregistered(file, registered)),
      ...files.flatMap(foreignRegistrations),
    ];
  },
};

/** Procedures whose chain does not start at a rung, or at an open one without a reason. */
const unguarded = perFile((file: SourceFile): Violation[] => {
  const { ast } = file;
  if (ast === undefined || !file.path.endsWith('.router.ts')) return [];
  return nodesOf(file, ts.isCallExpression).flatMap((call): Violation[] => {
    const callee = call.expression;
    if (!ts.isPropertyAccessExpression(callee) || !VERBS.has(callee.name.text)) return [];
    const at = { file: file.path, line: lineOf(ast, call) };
    const root = rootCallOf(callee.expression, ast);
    const rung = root !== undefined && ts.isIdentifier(root.expression) ? root.expression.text : '';
    if (!RUNGS.has(rung)) {
      const why = `A procedure stands on ${rung === '' ? 'no rung' : rung}: nothing says who may call it.`;
      return [{ ...at, why, fix: `Start with ${[...RUNGS].join(', ')} of server/platform/iam.` }];
    }
    const [argument] = root?.arguments ?? [];
    const isReasoned = rung === 'guarded' || (argument !== undefined && ts.isStringLiteralLike(argument));
    const isShort =
      argument !== undefined && ts.isStringLiteralLike(argument) && argument.text.length < REASON_LENGTH_MIN;
    if (isReasoned && !isShort) return [];
    return [
      { ...at, why: `${rung} without a reason in words.`, fix: 'Say why no permission is asked, as a sentence.' },
    ];
  });
});

/**
 * The first call of a chain such as `guarded({…}).use(…)`. A chain that starts at a constant of the same file is followed to
 * where that constant was made.
 */
function rootCallOf(chain: ts.Expression, ast: ts.SourceFile): ts.CallExpression | undefined {
  let node: ts.Expression | undefined = chain;
  let root: ts.CallExpression | undefined;
  while (node !== undefined) {
    if (ts.isCallExpression(node)) root = node;
    if (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node)) node = node.expression;
    else node = root === undefined && ts.isIdentifier(node) ? initializerOf(node.text, ast) : undefined;
  }
  return root;
}

/** What a top-level constant of the file was made from. */
function initializerOf(name: string, ast: ts.SourceFile): ts.Expression | undefined {
  for (const statement of ast.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const found = statement.declarationList.declarations.find((declaration) => declaration.name.getText(ast) === name);
    if (found !== undefined) return found.initializer;
  }
  return undefined;
}

const bottomUses = perFile((file: SourceFile): Violation[] => {
  const { ast } = file;
  if (ast === undefined || BOTTOM_USERS.some((folder) => file.path.startsWith(folder))) return [];
  return nodesOf(file, ts.isImportSpecifier)
    .filter((specifier) => (specifier.propertyName ?? specifier.name).text === BOTTOM)
    .map((specifier) => ({
      file: file.path,
      line: lineOf(ast, specifier),
      why: `${BOTTOM} asks nobody anything; only the identity domain builds on it.`,
      fix: `Use ${[...RUNGS].join(', ')}.`,
    }));
});

interface NamedAt {
  readonly name: string;
  readonly line: number;
}

/** `permission` of guarded procedures and `action` of audit rows, where they are written as literals. */
const usedNames = perFile((file: SourceFile): NamedAt[] => {
  const { ast } = file;
  if (ast === undefined) return [];
  return nodesOf(file, ts.isCallExpression).flatMap((call) => {
    const callee = ts.isIdentifier(call.expression) ? call.expression.text : '';
    const field = callee === 'guarded' ? 'permission' : callee === 'appendAudit' ? 'action' : undefined;
    const spec = call.arguments.find(ts.isObjectLiteralExpression);
    if (field === undefined || spec === undefined) return [];
    return spec.properties.flatMap((property) => {
      if (!ts.isPropertyAssignment(property) || property.name.getText(ast) !== field) return [];
      const value = property.initializer;
      return ts.isStringLiteral(value) ? [{ name: value.text, line: lineOf(ast, property) }] : [];
    });
  });
});

function unregistered(file: SourceFile, registered: ReadonlySet<string>): Violation[] {
  return usedNames(file)
    .filter(({ name }) => !registered.has(name))
    .map(({ name, line }) => ({
      file: file.path,
      line,
      why: `${name} is registered nowhere, so it would be refused at run time.`,
      fix: 'Add it to the defineProduct of its domain.',
    }));
}

/** All texts inside `defineProduct(…)` calls, and inside the lists that those files declare for them. */
function registeredNames(files: readonly SourceFile[]): Set<string> {
  const names = new Set<string>();
  for (const file of files) {
    if (registrationsOf(file).length === 0 && !file.path.endsWith('.registration.ts')) continue;
    for (const literal of nodesOf(file, ts.isStringLiteral)) names.add(literal.text);
  }
  return names;
}

const registrationsOf = perFile((file: SourceFile): NamedAt[] => {
  const { ast } = file;
  if (ast === undefined) return [];
  return nodesOf(file, ts.isCallExpression).flatMap((call) => {
    if (!ts.isIdentifier(call.expression) || call.expression.text !== 'defineProduct') return [];
    return nodesOf(file, ts.isStringLiteral)
      .filter((literal) => /^[a-z_]+(\.[a-z_]+){2}$/.test(literal.text))
      .map((literal) => ({ name: literal.text, line: lineOf(ast, literal) }));
  });
});

/** A domain registers names of its own only. */
function foreignRegistrations(file: SourceFile): Violation[] {
  return registrationsOf(file)
    .filter(({ name }) => !file.path.startsWith(ownerFolder(name.split('.')[0] ?? '')))
    .map(({ name, line }) => ({
      file: file.path,
      line,
      why: `${name} belongs to ${ownerFolder(name.split('.')[0] ?? '')} and is registered only there.`,
      fix: 'Register it in its own domain, or name it after this one.',
    }));
}
