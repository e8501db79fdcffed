/**
 * A table is written by its owner only: through the client, through a nested write of a relation, in SQL, or through an SQL
 * function, which belongs to the domain its name starts with. Tests and benchmarks may arrange rows as they need; what runs in
 * production may not.
 */
import ts from 'typescript';
import { isTestCode } from '../areas';
import { lines, perFile, type Rule, type Violation } from '../rule';
import { PLANTED_SCHEMA, schemaOf, type Model, type Schema } from '../schema';
import { lineOf, nodesOf, type SourceFile } from '../source';

const WRITES = new Set([
  'create',
  'createMany',
  'createManyAndReturn',
  'update',
  'updateMany',
  'updateManyAndReturn',
  'upsert',
  'delete',
  'deleteMany',
]);
const NESTED_WRITES = new Set([...WRITES, 'connectOrCreate', 'connect', 'disconnect', 'set']);
const SQL_WRITE =
  /\b(?:insert\s+into|update(?:\s+only)?|delete\s+from(?:\s+only)?|truncate(?:\s+table)?|merge\s+into|copy)\s+(?:"?\w+"?\s*\.\s*)?"?(\w+)"?/gi;
const SQL_CALL = /\b(\w+)\s*\(/g;

export const tableOwnership: Rule = {
  id: 'table-ownership',
  mode: 'block',
  plants: [
    {
      files: {
        ...PLANTED_SCHEMA,
        'server/platform/iam/planted.ts': lines(
          'export const f = (tx) =>',
          '  tx.plantedParent.updateMany({ data: {} });',
        ),
      },
      at: 'server/platform/iam/planted.ts:2',
    },
    {
      files: {
        ...PLANTED_SCHEMA,
        'server/products/planted-one/planted.ts': lines(
          'export const f = (tx) =>',
          '  tx.plantedParent.create({ data: {',
          '    children: { create: [] },',
          '  } });',
        ),
      },
      at: 'server/products/planted-one/planted.ts:3',
    },
    {
      files: {
        ...PLANTED_SCHEMA,
        'server/products/planted-one/planted.ts': lines(
          'export const f = (tx, id) => tx.$executeRaw`',
          '  WITH x AS (SELECT 1)',
          '  DELETE FROM planted_two_child WHERE id = ${id}`;',
        ),
      },
      at: 'server/products/planted-one/planted.ts:3',
    },
    {
      files: {
        ...PLANTED_SCHEMA,
        'server/products/planted-one/planted.ts': lines(
          'export const f = (tx) => tx.$queryRaw`SELECT planted_two_write()`;',
        ),
      },
      at: 'server/products/planted-one/planted.ts:1',
    },
    {
      files: {
        ...PLANTED_SCHEMA,
        'server/platform/iam/planted.ts': lines('const { plantedChild: rows } = tx;', 'await rows.deleteMany({});'),
      },
      at: 'server/platform/iam/planted.ts:2',
    },
  ],
  check(project) {
    const schema = schemaOf(project);
    return [...project.files.values()]
      .filter((file) => file.ast !== undefined && !isTestCode(file.path) && !file.path.startsWith('tools/'))
      .flatMap((file) => writesOf(file).flatMap((write) => judge(file, write, schema)));
  },
};

/** A place that writes: by the client's accessor (with its argument, for nested writes) or by table name. */
type Write =
  | { readonly kind: 'client'; readonly accessor: string; readonly line: number; readonly argument?: ts.Expression }
  | { readonly kind: 'table' | 'function'; readonly name: string; readonly line: number };

const writesOf = perFile((file): Write[] => [...clientWritesOf(file), ...sqlWritesOf(file)]);

function clientWritesOf(file: SourceFile): Write[] {
  const { ast } = file;
  if (ast === undefined) return [];
  const aliases = aliasesOf(file);
  return nodesOf(file, ts.isCallExpression).flatMap((call): Write[] => {
    const callee = call.expression;
    if (!ts.isPropertyAccessExpression(callee) || !WRITES.has(callee.name.text)) return [];
    const accessor = accessorOf(callee.expression, aliases);
    if (accessor === undefined) return [];
    return [{ kind: 'client', accessor, line: lineOf(ast, callee.name), argument: call.arguments[0] }];
  });
}

/** `tx.model`, `tx['model']`, or a name that was made from one of them. */
function accessorOf(node: ts.Expression, aliases: ReadonlyMap<string, string>): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node)) {
    return ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : undefined;
  }
  return ts.isIdentifier(node) ? aliases.get(node.text) : undefined;
}

/** Names that stand for a property of something: `const rows = tx.model` and `const { model: rows } = tx`. */
function aliasesOf(file: SourceFile): Map<string, string> {
  const aliases = new Map<string, string>();
  for (const declaration of nodesOf(file, ts.isVariableDeclaration)) {
    const { initializer, name } = declaration;
    if (ts.isIdentifier(name) && initializer !== undefined && ts.isPropertyAccessExpression(initializer)) {
      aliases.set(name.text, initializer.name.text);
    }
  }
  for (const element of nodesOf(file, ts.isBindingElement)) {
    if (!ts.isIdentifier(element.name)) continue;
    const from = element.propertyName;
    aliases.set(element.name.text, from !== undefined && ts.isIdentifier(from) ? from.text : element.name.text);
  }
  return aliases;
}

function sqlWritesOf(file: SourceFile): Write[] {
  const { ast } = file;
  if (ast === undefined) return [];
  const texts = [...nodesOf(file, ts.isStringLiteralLike), ...nodesOf(file, ts.isTemplateExpression)];
  return texts.flatMap((node) => {
    const start = node.getStart(ast);
    const text = node.getText(ast);
    const find = (kind: 'table' | 'function', pattern: RegExp) =>
      [...text.matchAll(pattern)].map((match): Write => {
        const line = ast.getLineAndCharacterOfPosition(start + match.index).line + 1;
        return { kind, name: (match[1] ?? '').toLowerCase(), line };
      });
    return [...find('table', SQL_WRITE), ...find('function', SQL_CALL)];
  });
}

function judge(file: SourceFile, write: Write, schema: Schema): Violation[] {
  if (write.kind !== 'client') {
    const owner = (write.kind === 'table' ? schema.tables : schema.functions).get(write.name);
    return owner === undefined ? [] : refuse(file, write.line, { table: write.name, owner });
  }
  const model = schema.byAccessor.get(write.accessor);
  if (model === undefined) return [];
  const nested = write.argument === undefined ? [] : nestedWritesOf(file, write.argument, { model, schema });
  return [...refuse(file, write.line, model), ...nested];
}

function refuse(file: SourceFile, line: number, { table, owner }: Pick<Model, 'table' | 'owner'>): Violation[] {
  if (file.path.startsWith(owner)) return [];
  return [
    {
      file: file.path,
      line,
      why: `${table} belongs to ${owner} and is written, or called, only there.`,
      fix: `Call a service of ${owner}index.ts, in the same transaction.`,
    },
  ];
}

/** Relation fields of `model`, anywhere below the argument of a write, whose value holds a write of the model they lead to. */
function nestedWritesOf(file: SourceFile, argument: ts.Node, writing: Writing): Violation[] {
  const { ast } = file;
  if (ast === undefined) return [];
  const found: Violation[] = [];
  const visit = (node: ts.Node, current: Model): void => {
    const name = ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) ? node.name.text : undefined;
    const related = writing.schema.byName.get(current.relations.get(name ?? '') ?? '');
    if (related !== undefined && ts.isPropertyAssignment(node) && holdsWrite(node.initializer)) {
      found.push(...refuse(file, lineOf(ast, node), related));
    }
    ts.forEachChild(node, (child) => visit(child, related ?? current));
  };
  visit(argument, writing.model);
  return found;
}

interface Writing {
  readonly model: Model;
  readonly schema: Schema;
}

function holdsWrite(value: ts.Expression): boolean {
  if (!ts.isObjectLiteralExpression(value)) return false;
  return value.properties.some(
    ({ name }) => name !== undefined && ts.isIdentifier(name) && NESTED_WRITES.has(name.text),
  );
}
