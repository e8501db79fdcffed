/**
 * The public contract: every procedure that a client can call, with what it asks and what it takes. It is read from the
 * syntax of the routers, beginning at `appRouter`; constants that an input is made of are followed across files and put in
 * their place, so that a change of a shared schema shows in every procedure that takes it.
 */
import ts from 'typescript';
import type { Project } from './graph';
import { lineOf, type SourceFile } from './source';

/** Where the routers are gathered, and the name under which. */
const ROOT = { file: 'server/root.ts', name: 'appRouter' };
const VERBS = new Set(['query', 'mutation', 'subscription']);
const DEPTH_MAX = 12;

/** What a client can rely on. All three are texts for comparison, not for parsing. */
export interface Procedure {
  readonly kind: string;
  /** The permission, or the open rung that it stands on. */
  readonly asks: string;
  /** The schema of its input as source text without layout; empty where it takes none. */
  readonly input: string;
}

/** A procedure of the code, and the place that declares it. */
export interface DeclaredProcedure extends Procedure {
  readonly file: string;
  readonly line: number;
}

/** An expression with the file whose names it uses. */
interface Written {
  readonly node: ts.Node;
  readonly file: SourceFile;
}

/** Every procedure by its path (`iam.projects.rename`); empty where there is no root router. */
export function readContract(project: Project): Map<string, DeclaredProcedure> {
  const found = new Map<string, DeclaredProcedure>();
  const file = project.files.get(ROOT.file);
  const root = file && constantOf(project, file, ROOT.name);
  if (root) walkRouter(project, root, { path: [], found });
  return found;
}

/** The contract as the text that is kept in the repository: one procedure after the other, in the order of their names. */
export function contractText(project: Project): string {
  const procedures = [...readContract(project)].sort(([left], [right]) => (left < right ? -1 : 1));
  const kept = procedures.map(([name, { kind, asks, input }]) => [name, { kind, asks, input }] as const);
  return `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`;
}

function walkRouter(
  project: Project,
  { node, file }: Written,
  at: { path: readonly string[]; found: Map<string, DeclaredProcedure> },
): void {
  if (at.path.length > DEPTH_MAX) return;
  if (ts.isIdentifier(node)) {
    const meant = constantOf(project, file, node.text);
    if (meant) walkRouter(project, meant, at);
    return;
  }
  if (!ts.isCallExpression(node)) return;
  if (ts.isIdentifier(node.expression) && node.expression.text === 'router') {
    const [spec] = node.arguments;
    if (spec === undefined || !ts.isObjectLiteralExpression(spec)) return;
    for (const property of spec.properties) {
      if (!ts.isPropertyAssignment(property) && !ts.isShorthandPropertyAssignment(property)) continue;
      const value = ts.isPropertyAssignment(property) ? property.initializer : property.name;
      walkRouter(project, { node: value, file }, { ...at, path: [...at.path, property.name.getText(file.ast)] });
    }
    return;
  }
  const procedure = procedureOf(project, { node, file });
  if (procedure) at.found.set(at.path.join('.'), procedure);
}

/** Reads a chain such as `guarded({ permission, input, … }).query(…)` from its end to its start. */
function procedureOf(project: Project, { node, file }: Written): DeclaredProcedure | undefined {
  const { ast } = file;
  let kind: string | undefined;
  let asks = '';
  const inputs: string[] = [];
  let step: ts.Node | undefined = node;
  while (step !== undefined && ast !== undefined) {
    if (ts.isIdentifier(step)) {
      step = initializerOf(ast, step.text);
      continue;
    }
    if (!ts.isCallExpression(step)) break;
    const [argument] = step.arguments;
    const callee: ts.Expression = step.expression;
    if (ts.isIdentifier(callee)) {
      asks = callee.text;
      const spec = argument !== undefined && ts.isObjectLiteralExpression(argument) ? argument : undefined;
      const permission = valueOf(spec, 'permission');
      if (permission !== undefined) asks = expand(project, { node: permission, file }).replaceAll("'", '');
      const input = valueOf(spec, 'input');
      if (input !== undefined) inputs.unshift(expand(project, { node: input, file }));
      break;
    }
    if (!ts.isPropertyAccessExpression(callee)) break;
    if (VERBS.has(callee.name.text)) kind ??= callee.name.text;
    if (callee.name.text === 'input' && argument !== undefined)
      inputs.unshift(expand(project, { node: argument, file }));
    step = callee.expression;
  }
  if (kind === undefined || ast === undefined) return undefined;
  return { kind, asks, input: inputs.join(' & '), file: file.path, line: lineOf(ast, node) };
}

function valueOf(spec: ts.ObjectLiteralExpression | undefined, name: string): ts.Expression | undefined {
  for (const property of spec?.properties ?? []) {
    if (ts.isPropertyAssignment(property) && property.name.getText() === name) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property) && property.name.text === name) return property.name;
  }
  return undefined;
}

/** The text of an expression without layout and comments, with the constants that it names in their place. */
function expand(project: Project, { node, file }: Written, depth = 0): string {
  const { ast } = file;
  if (ast === undefined) return '';
  const parts: string[] = [];
  const gather = (child: ts.Node): void => {
    const isName = ts.isIdentifier(child) && isReference(child);
    const meant = isName ? constantOf(project, file, child.text) : memberOf(project, file, child);
    if (meant && depth < DEPTH_MAX && !isFunction(meant.node)) {
      if (ts.isShorthandPropertyAssignment(child.parent)) parts.push(child.getText(ast), ':');
      parts.push(expand(project, meant, depth + 1));
      return;
    }
    const keys = keysOf(project, { node: child, file });
    const children = child.getChildren(ast);
    if (keys) parts.push(keys);
    else if (ts.isAsExpression(child)) gather(child.expression);
    else if (children.length > 0) children.forEach(gather);
    else if (child.kind !== ts.SyntaxKind.SyntaxList) parts.push(child.getText(ast));
  };
  gather(node);
  const text = parts.reduce((left, right) =>
    /\w$/.test(left) && /^\w/.test(right) ? `${left} ${right}` : left + right,
  );
  return text.replaceAll(/,([)\]}])/g, '$1');
}

/** For `Object.keys(constant)` the keys alone: what stands under them is no part of what a client sends. */
function keysOf(project: Project, { node, file }: Written): string | undefined {
  if (!ts.isCallExpression(node) || node.expression.getText(file.ast) !== 'Object.keys') return undefined;
  const [argument] = node.arguments;
  const meant = argument !== undefined && ts.isIdentifier(argument) && constantOf(project, file, argument.text);
  if (!meant || !ts.isObjectLiteralExpression(meant.node)) return undefined;
  const names = meant.node.properties.map((property) => property.name?.getText(meant.file.ast) ?? '…');
  return `[${names.map((name) => `'${name.replaceAll("'", '')}'`).join(',')}]`;
}

/** False for the name of a member or of a property, which names nothing outside. */
function isReference(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === name;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === name;
  return !ts.isParameter(parent) && !ts.isBindingElement(parent);
}

function isFunction(node: ts.Node): boolean {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

/**
 * What a name of a file stands for: a constant of its own, one that it imports from a file of the repository, or one that it
 * takes out of such a file's namespace.
 */
function constantOf(project: Project, file: SourceFile, name: string): Written | undefined {
  let sought: { file: SourceFile; name: string } | undefined = { file, name };
  for (let hop = 0; hop < DEPTH_MAX && sought?.file.ast !== undefined; hop++) {
    const own = initializerOf(sought.file.ast, sought.name);
    if (own) return { node: own, file: sought.file };
    sought = elsewhere(project, sought.file, sought.name);
  }
  return undefined;
}

/** The constant that `namespace.member` stands for, where `namespace` is `import * as namespace`. */
function memberOf(project: Project, file: SourceFile, access: ts.Node): Written | undefined {
  if (!ts.isPropertyAccessExpression(access) || !ts.isIdentifier(access.expression)) return undefined;
  const target = namespaceOf(project, file, access.expression.text);
  return target && constantOf(project, target, access.name.text);
}

/** The file and the name there, by which a file gets one of its names. */
function elsewhere(project: Project, file: SourceFile, name: string): { file: SourceFile; name: string } | undefined {
  for (const statement of file.ast?.statements ?? []) {
    const source = importedName(statement, name);
    const target = source && targetOf(project, file, source.specifier);
    if (source && target) return { file: target, name: source.name };
    for (const { name: pattern, initializer } of ts.isVariableStatement(statement) ? declarationsOf(statement) : []) {
      if (!ts.isObjectBindingPattern(pattern) || initializer === undefined || !ts.isIdentifier(initializer)) continue;
      const element = pattern.elements.find((one) => ts.isIdentifier(one.name) && one.name.text === name);
      const namespace = element && namespaceOf(project, file, initializer.text);
      const member = element?.propertyName ?? element?.name;
      if (namespace && member && ts.isIdentifier(member)) return { file: namespace, name: member.text };
    }
  }
  return undefined;
}

function namespaceOf(project: Project, file: SourceFile, name: string): SourceFile | undefined {
  for (const statement of file.ast?.statements ?? []) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamespaceImport(bindings) || bindings.name.text !== name) continue;
    return targetOf(project, file, statement.moduleSpecifier.text);
  }
  return undefined;
}

function targetOf(project: Project, file: SourceFile, specifier: string): SourceFile | undefined {
  const edge = project.edges.find((one) => one.from === file.path && one.specifier === specifier);
  return edge?.target.kind === 'file' ? project.files.get(edge.target.path) : undefined;
}

function declarationsOf(statement: ts.VariableStatement): readonly ts.VariableDeclaration[] {
  return statement.declarationList.declarations;
}

/** Under which name, and from where, a statement brings a name into its file or hands it on. */
function importedName(statement: ts.Statement, name: string): { name: string; specifier: string } | undefined {
  const isExport = ts.isExportDeclaration(statement);
  if (!isExport && !ts.isImportDeclaration(statement)) return undefined;
  const { moduleSpecifier } = statement;
  if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return undefined;
  const clause = isExport ? statement.exportClause : statement.importClause?.namedBindings;
  if (clause === undefined || (!ts.isNamedExports(clause) && !ts.isNamedImports(clause))) return undefined;
  for (const element of clause.elements) {
    if (element.name.text === name)
      return { name: (element.propertyName ?? element.name).text, specifier: moduleSpecifier.text };
  }
  return undefined;
}

/** What a top-level constant of the file was made from. */
function initializerOf(ast: ts.SourceFile, name: string): ts.Expression | undefined {
  for (const statement of ast.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name: declared, initializer } of declarationsOf(statement)) {
      if (ts.isIdentifier(declared) && declared.text === name && initializer !== undefined) return plain(initializer);
    }
  }
  return undefined;
}

/** An expression without `as const`, `satisfies …` and parentheses around it. */
function plain(node: ts.Expression): ts.Expression {
  const isWrapped = ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node);
  return isWrapped ? plain(node.expression) : node;
}
