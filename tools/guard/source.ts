/**
 * What the guard reads: every file git knows or would add, parsed once with the compiler's own parser. Nothing is read from
 * build output, and nothing is executed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** One file of the repository. `path` is relative to its root, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  /** Syntax tree of TypeScript and of plain modules; absent for every other kind of text. */
  readonly ast?: ts.SourceFile;
}

const CODE = /\.(ts|tsx|mts|cts|mjs|cjs|js)$/;
/** Kinds of text that some rule reads although they are not code. */
const TEXT = /\.(css|prisma|sql|md|json)$/;
const LISTING_BYTES_MAX = 64 * 1024 * 1024;

/**
 * Paths of the tracked files and of those not ignored, sorted. A file that is in the index but gone from disk is left out.
 * Throws when git cannot answer: a guard that reads nothing must not pass.
 */
export function listPaths(root: string): string[] {
  // The checkout may belong to somebody else than the person who runs the guard; reading a listing is harmless.
  const args = ['-c', 'safe.directory=*', 'ls-files', '-co', '--exclude-standard', '-z'];
  const listing = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: LISTING_BYTES_MAX });
  const paths = new Set(listing.split('\0').filter((entry) => entry !== ''));
  return [...paths].filter((entry) => existsSync(path.join(root, entry))).sort();
}

/** True for a path that the compiler's parser reads. */
export function isCode(filePath: string): boolean {
  return CODE.test(filePath);
}

/** True for a path whose text some rule may look at. */
export function isReadable(filePath: string): boolean {
  return isCode(filePath) || (TEXT.test(filePath) && filePath !== 'package-lock.json');
}

/** Makes a file from its text; parsing is syntactic only, so a file with type errors is still read. */
export function makeSourceFile(filePath: string, text: string): SourceFile {
  const lines = text.split('\n');
  if (!isCode(filePath)) return { path: filePath, text, lines };
  const ast = ts.createSourceFile(filePath, text, ts.ScriptTarget.Latest, true, scriptKindOf(filePath));
  return { path: filePath, text, lines, ast };
}

function scriptKindOf(filePath: string): ts.ScriptKind {
  if (filePath.endsWith('.tsx')) return ts.ScriptKind.TSX;
  return filePath.endsWith('js') ? ts.ScriptKind.JS : ts.ScriptKind.TS;
}

/** Reads one file of the repository. */
export function readSourceFile(root: string, filePath: string): SourceFile {
  return makeSourceFile(filePath, readFileSync(path.join(root, filePath), 'utf8'));
}

/** 1-based line of a node's first character, comments before it not counted. */
export function lineOf(ast: ts.SourceFile, node: ts.Node): number {
  return ast.getLineAndCharacterOfPosition(node.getStart(ast)).line + 1;
}

/** Calls `visit` for the node and everything below it, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** Every node of a file that is of one kind. */
export function nodesOf<T extends ts.Node>(file: SourceFile, isKind: (node: ts.Node) => node is T): T[] {
  const found: T[] = [];
  if (file.ast === undefined) return found;
  walk(file.ast, (node) => {
    if (isKind(node)) found.push(node);
  });
  return found;
}

/** A comment with the line it starts on, its delimiters included. */
export interface Comment {
  readonly text: string;
  readonly line: number;
}

/**
 * The comments of a file, each once, in order. They are gathered from the trivia before each token, so that a `//` inside a
 * string, a template or JSX text is never taken for one.
 */
export function commentsOf(file: SourceFile): Comment[] {
  const { ast } = file;
  if (ast === undefined) return [];
  const ranges = new Map<number, ts.CommentRange>();
  const gather = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.JsxText) return;
    const children = node.getChildren(ast);
    for (const child of children) gather(child);
    if (children.length > 0) return;
    const start = node.getFullStart();
    // What stands on the line of the previous token counts as trailing it, the rest as leading this one.
    const trailing = ts.getTrailingCommentRanges(ast.text, start) ?? [];
    const leading = ts.getLeadingCommentRanges(ast.text, start) ?? [];
    for (const range of [...trailing, ...leading]) ranges.set(range.pos, range);
  };
  gather(ast);
  return [...ranges.values()]
    .sort((left, right) => left.pos - right.pos)
    .map((range) => ({
      text: ast.text.slice(range.pos, range.end),
      line: ast.getLineAndCharacterOfPosition(range.pos).line + 1,
    }));
}
