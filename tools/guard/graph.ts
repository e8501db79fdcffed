/**
 * The import graph: who imports what, resolved by the rules that the compiler and the bundler follow here (`moduleResolution:
 * bundler`, one alias `@/*`). Resolving by hand keeps the guard independent of build output and of what is installed.
 */
import { isBuiltin } from 'node:module';
import path from 'node:path';
import ts from 'typescript';
import { isCode, isReadable, lineOf, listPaths, makeSourceFile, readSourceFile, walk, type SourceFile } from './source';

/** Where an import leads. */
export type Target =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'generated'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'unresolved' };

/** One import, re-export, dynamic import or type query of a file. */
export interface Edge {
  readonly from: string;
  readonly line: number;
  readonly specifier: string;
  readonly target: Target;
  /** Erased by the compiler: nothing of the target is loaded at run time. */
  readonly isTypeOnly: boolean;
}

/** Everything the rules look at. */
export interface Project {
  readonly root: string;
  /** Every listed path, read or not: assets can be imported too. */
  readonly paths: ReadonlySet<string>;
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly edges: readonly Edge[];
  readonly packages: ReadonlySet<string>;
}

/** Output of a code generator, known by its folder: it resolves whether or not it has been generated yet. */
const GENERATED_ROOTS = ['server/shared/db/generated'];

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.d.ts', '.mjs', '.json'];

/** Reads the repository at `root`. */
export function readProject(root: string): Project {
  const paths = new Set(listPaths(root));
  const files = new Map<string, SourceFile>();
  for (const filePath of paths) if (isReadable(filePath)) files.set(filePath, readSourceFile(root, filePath));
  return connect({ root, paths, files, packages: declaredPackages(files.get('package.json')?.text ?? '{}') });
}

/** A project made of texts alone, for tests and planted violations. */
export function projectOf(texts: Readonly<Record<string, string>>): Project {
  const files = new Map(Object.entries(texts).map(([filePath, text]) => [filePath, makeSourceFile(filePath, text)]));
  const packages = declaredPackages(texts['package.json'] ?? '{}');
  return connect({ root: '/', paths: new Set(files.keys()), files, packages });
}

/**
 * The project with some files added or replaced, in memory only. Edges of untouched files are kept as they were resolved,
 * so an overlay costs as much as the files in it.
 */
export function overlay(project: Project, texts: Readonly<Record<string, string>>): Project {
  const files = new Map(project.files);
  const paths = new Set(project.paths);
  for (const [filePath, text] of Object.entries(texts)) {
    files.set(filePath, makeSourceFile(filePath, text));
    paths.add(filePath);
  }
  const kept = project.edges.filter((edge) => !(edge.from in texts));
  const added = Object.keys(texts).flatMap((filePath) => {
    const file = files.get(filePath);
    return file === undefined ? [] : edgesOf(file, paths, project.packages);
  });
  return { ...project, files, paths, edges: [...kept, ...added] };
}

function connect(parts: Omit<Project, 'edges'>): Project {
  const edges = [...parts.files.values()].flatMap((file) => edgesOf(file, parts.paths, parts.packages));
  return { ...parts, edges };
}

function declaredPackages(packageJson: string): Set<string> {
  const parsed: unknown = JSON.parse(packageJson);
  const names = new Set<string>();
  if (typeof parsed !== 'object' || parsed === null) return names;
  for (const [field, value] of Object.entries(parsed)) {
    if (!/dependencies$/i.test(field) || typeof value !== 'object' || value === null) continue;
    for (const name of Object.keys(value)) names.add(name);
  }
  return names;
}

interface RawImport {
  readonly specifier: string | undefined;
  readonly node: ts.Node;
  readonly isTypeOnly: boolean;
}

function edgesOf(file: SourceFile, paths: ReadonlySet<string>, packages: ReadonlySet<string>): Edge[] {
  const { ast } = file;
  if (ast === undefined) return [];
  return rawImportsOf(ast).flatMap(({ specifier, node, isTypeOnly }) => {
    const edge = { from: file.path, line: lineOf(ast, node), specifier: specifier ?? '(not a literal)', isTypeOnly };
    const targets: Target[] =
      specifier === undefined
        ? resolvePattern(file.path, node, paths)
        : [resolve(file.path, specifier, { paths, packages })];
    return targets.map((target) => ({ ...edge, target }));
  });
}

/**
 * `import(`./${name}.ts`)` leads to every file of that folder that fits, and to nothing else: one hole, no folder in it.
 * Anything freer is unresolved, because nobody can say what it loads.
 */
function resolvePattern(from: string, node: ts.Node, paths: ReadonlySet<string>): Target[] {
  const argument = ts.isCallExpression(node) ? node.arguments[0] : undefined;
  const unresolved: Target[] = [{ kind: 'unresolved' }];
  if (argument === undefined || !ts.isTemplateExpression(argument)) return unresolved;
  const [span, ...more] = argument.templateSpans;
  const prefix = argument.head.text;
  if (span === undefined || more.length > 0 || !/^\.{1,2}\/(.*\/)?$/.test(prefix)) return unresolved;
  const folder = path.posix.join(path.posix.dirname(from), prefix);
  const tail = span.literal.text;
  const found = [...paths].filter(
    (known) => path.posix.dirname(known) === path.posix.normalize(folder).replace(/\/$/, ''),
  );
  const fitting = found.filter((known) => known !== from && known.endsWith(tail) && isCode(known));
  return fitting.length === 0 ? unresolved : fitting.map((known) => ({ kind: 'file', path: known }));
}

function rawImportsOf(ast: ts.SourceFile): RawImport[] {
  const found: RawImport[] = [];
  walk(ast, (node) => {
    const raw = rawImportOf(node);
    if (raw !== undefined) found.push(raw);
  });
  return found;
}

function rawImportOf(node: ts.Node): RawImport | undefined {
  if (ts.isImportDeclaration(node)) {
    return { specifier: textOf(node.moduleSpecifier), node, isTypeOnly: isTypeImport(node.importClause) };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return { specifier: textOf(node.moduleSpecifier), node, isTypeOnly: isTypeExport(node) };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { specifier: textOf(node.argument.literal), node, isTypeOnly: true };
  }
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    return { specifier: textOf(node.moduleReference.expression), node, isTypeOnly: node.isTypeOnly };
  }
  if (ts.isCallExpression(node)) {
    const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
    const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
    const [argument] = node.arguments;
    if (isImport || (isRequire && argument !== undefined)) {
      return { specifier: argument === undefined ? undefined : textOf(argument), node, isTypeOnly: false };
    }
  }
  return undefined;
}

function textOf(node: ts.Node): string | undefined {
  return ts.isStringLiteralLike(node) ? node.text : undefined;
}

function isTypeImport(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  if (clause.name !== undefined || clause.namedBindings === undefined) return false;
  const { namedBindings } = clause;
  return (
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.length > 0 &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  );
}

function isTypeExport(node: ts.ExportDeclaration): boolean {
  if (node.isTypeOnly) return true;
  const clause = node.exportClause;
  if (clause === undefined || !ts.isNamedExports(clause)) return false;
  return clause.elements.length > 0 && clause.elements.every((element) => element.isTypeOnly);
}

function resolve(from: string, specifier: string, known: Pick<Project, 'paths' | 'packages'>): Target {
  const { paths, packages } = known;
  if (specifier.startsWith('.')) return resolvePath(path.posix.join(path.posix.dirname(from), specifier), paths);
  if (specifier.startsWith('@/')) return resolvePath(path.posix.normalize(specifier.slice(2)), paths);
  if (isBuiltin(specifier)) return { kind: 'builtin', name: specifier };
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const typesName = `@types/${name.replace(/^@/, '').replace('/', '__')}`;
  return packages.has(name) || packages.has(typesName) ? { kind: 'package', name } : { kind: 'unresolved' };
}

function resolvePath(base: string, paths: ReadonlySet<string>): Target {
  const generated = GENERATED_ROOTS.find((root) => base === root || base.startsWith(`${root}/`));
  if (generated !== undefined) return { kind: 'generated', path: base };
  const trimmed = base.replace(/\/$/, '');
  const written = trimmed.replace(/\.(js|jsx)$/, '');
  const candidates = [
    trimmed,
    ...EXTENSIONS.map((extension) => trimmed + extension),
    ...EXTENSIONS.map((extension) => `${trimmed}/index${extension}`),
    ...(written === trimmed ? [] : [`${written}.ts`, `${written}.tsx`]),
  ];
  const found = candidates.find((candidate) => paths.has(candidate));
  return found === undefined ? { kind: 'unresolved' } : { kind: 'file', path: found };
}

/** Files that were parsed as code. */
export function codeFiles(project: Project): SourceFile[] {
  return [...project.files.values()].filter((file) => isCode(file.path));
}
