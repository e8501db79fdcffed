/**
 * Every error code is declared once, by the domain it names, in a `*.errors.ts`, and has a page that says its kind, what
 * happened, why, and what to do next. A page whose code is gone is refused too.
 */
import path from 'node:path';
import ts from 'typescript';
import { isTestCode, ownerFolder } from '../areas';
import { codeFiles } from '../graph';
import { lines, perFile, type Rule, type Violation } from '../rule';
import { lineOf, nodesOf, type SourceFile } from '../source';

const PAGES = 'docs/errors/';
const HEADINGS = ['## What happened', '## Why', '## What to do next'];

const PLANTED_PAGE = lines(
  '# iam.planted',
  '',
  'Kind `conflict`',
  ...HEADINGS.flatMap((heading) => [heading, 'Words.']),
);
const PLANTED_ERRORS = lines(
  "import { defineErrors } from '@/server/shared/errors';",
  "export const errors = defineErrors('iam', {",
  "  planted: { kind: 'conflict', message: 'x' },",
  '});',
);

export const errorPages: Rule = {
  id: 'error-pages',
  mode: 'block',
  plants: [
    {
      files: { 'server/platform/iam/planted.errors.ts': PLANTED_ERRORS },
      at: 'server/platform/iam/planted.errors.ts:3',
    },
    {
      files: { 'docs/errors/iam.planted_and_gone.md': PLANTED_PAGE },
      at: 'docs/errors/iam.planted_and_gone.md:1',
    },
    {
      files: {
        'server/platform/iam/planted.errors.ts': PLANTED_ERRORS,
        'docs/errors/iam.planted.md': lines('# iam.planted', '', 'A page that says nothing.'),
      },
      at: 'docs/errors/iam.planted.md:1',
    },
    {
      files: {
        'server/platform/iam/planted.errors.ts': PLANTED_ERRORS,
        'docs/errors/iam.planted.md': PLANTED_PAGE.replace('conflict', 'internal'),
      },
      at: 'docs/errors/iam.planted.md:1',
    },
    {
      files: {
        'server/platform/audit/planted.errors.ts': PLANTED_ERRORS,
        'docs/errors/iam.planted.md': PLANTED_PAGE,
      },
      at: 'server/platform/audit/planted.errors.ts:2',
    },
    {
      files: { 'server/platform/iam/planted.service.ts': lines("throw new AppError({ code: 'iam.planted' });") },
      at: 'server/platform/iam/planted.service.ts:1',
    },
  ],
  check(project) {
    const files = codeFiles(project).filter((file) => !isTestCode(file.path) && !file.path.startsWith('tools/'));
    const declared = files.flatMap(declarationsOf);
    const kinds = new Map(
      declared.flatMap((declaration) => declaration.codes.map(({ code, kind }) => [code, kind] as const)),
    );
    const pages = [...project.files.values()].filter((file) => isPage(file.path));
    return [
      ...declared.flatMap(misplaced),
      ...declared.flatMap((declaration) => withoutPage(declaration, project.paths)),
      ...pages.flatMap((page) => judgePage(page, kinds)),
      ...files.flatMap(bareErrorsOf),
    ];
  },
};

interface Declaration {
  readonly file: string;
  readonly line: number;
  readonly domain: string;
  readonly codes: readonly Code[];
}

interface Code {
  readonly code: string;
  /** As written; empty where it is not a literal. */
  readonly kind: string;
  readonly line: number;
}

/** Every `defineErrors('domain', { reason: … })` of a file. */
const declarationsOf = perFile((file: SourceFile): Declaration[] => {
  const { ast } = file;
  if (ast === undefined) return [];
  return nodesOf(file, ts.isCallExpression).flatMap((call) => {
    if (!ts.isIdentifier(call.expression) || call.expression.text !== 'defineErrors') return [];
    const [domain, specs] = call.arguments;
    if (domain === undefined || !ts.isStringLiteral(domain) || specs === undefined) return [];
    if (!ts.isObjectLiteralExpression(specs)) return [];
    const codes = specs.properties.flatMap((property) => {
      const name = property.name;
      if (name === undefined || (!ts.isIdentifier(name) && !ts.isStringLiteral(name))) return [];
      const kind = /\bkind:\s*'(\w+)'/.exec(property.getText(ast))?.[1] ?? '';
      return [{ code: `${domain.text}.${name.text}`, kind, line: lineOf(ast, property) }];
    });
    return [{ file: file.path, line: lineOf(ast, call), domain: domain.text, codes }];
  });
});

function isPage(filePath: string): boolean {
  return filePath.startsWith(PAGES) && filePath.endsWith('.md') && path.posix.basename(filePath) !== 'README.md';
}

function misplaced({ file, line, domain }: Declaration): Violation[] {
  const owner = domain === 'node_runtime' ? 'server/node-runtime/' : ownerFolder(domain);
  if (file.endsWith('.errors.ts') && file.startsWith(owner)) return [];
  return [
    {
      file,
      line,
      why: `Errors named ${domain}.* are declared in a *.errors.ts below ${owner}.`,
      fix: 'Move the declaration there, or name it after this domain.',
    },
  ];
}

function withoutPage({ file, codes }: Declaration, paths: ReadonlySet<string>): Violation[] {
  return codes
    .filter(({ code }) => !paths.has(`${PAGES}${code}.md`))
    .map(({ code, line }) => ({
      file,
      line,
      why: `The error ${code} has no page.`,
      fix: `Write ${PAGES}${code}.md: what happened, why, what to do next.`,
    }));
}

function judgePage(page: SourceFile, kinds: ReadonlyMap<string, string>): Violation[] {
  const code = path.posix.basename(page.path, '.md');
  const at = { file: page.path, line: 1 };
  const kind = kinds.get(code);
  if (kind === undefined) {
    return [{ ...at, why: `No error ${code} is declared.`, fix: 'Delete the page, or rename it after its code.' }];
  }
  const missing = [`# ${code}`, ...HEADINGS].filter((heading) => !page.lines.includes(heading));
  if (kind !== '' && !page.text.includes(`Kind \`${kind}\``)) missing.push(`the line "Kind \`${kind}\`"`);
  if (missing.length === 0) return [];
  return [{ ...at, why: `The page lacks ${missing.join(', ')}.`, fix: 'Follow docs/errors/README.md.' }];
}

/** `new AppError(…)` outside the factory: its code would have no declaration and no page. */
const bareErrorsOf = perFile((file: SourceFile): Violation[] => {
  const { ast } = file;
  if (ast === undefined || file.path.startsWith('server/shared/errors/')) return [];
  return nodesOf(file, ts.isNewExpression)
    .filter(({ expression }) => ts.isIdentifier(expression) && expression.text === 'AppError')
    .map((node) => ({
      file: file.path,
      line: lineOf(ast, node),
      why: 'An AppError made by hand has a code that nobody declared.',
      fix: 'Declare it with defineErrors in the domain and throw what that returns.',
    }));
});
