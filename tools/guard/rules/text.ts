/** What a file may look like: its length, its types, what is left lying in it. One file is enough to decide. */
import ts from 'typescript';
import { isTestCode } from '../areas';
import { lines, overFiles, type Rule, type Violation } from '../rule';
import { commentsOf, lineOf, nodesOf, walk, type SourceFile } from '../source';

const FILE_LINES_MAX = 400;

const fileSize: Rule = {
  id: 'file-size',
  mode: 'block',
  plants: [
    {
      files: { 'server/shared/planted.ts': lines(...Array.from({ length: FILE_LINES_MAX + 1 }, () => 'export {};')) },
      at: `server/shared/planted.ts:${String(FILE_LINES_MAX + 1)}`,
    },
  ],
  check: overFiles((file) => {
    if (!/\.(tsx?|mts|mjs|cjs|js|css|prisma)$/.test(file.path)) return [];
    const count = file.text.endsWith('\n') ? file.lines.length - 1 : file.lines.length;
    if (count <= FILE_LINES_MAX) return [];
    return [
      {
        file: file.path,
        line: FILE_LINES_MAX + 1,
        why: `${String(count)} lines; a file ends at ${String(FILE_LINES_MAX)}.`,
        fix: 'It hides a second noun: give that noun a file of its own.',
      },
    ];
  }),
};

const noAny: Rule = {
  id: 'no-any',
  mode: 'block',
  plants: [
    {
      files: { 'components/planted.ts': lines('export const x = 1;', 'export const y = x as ' + 'any;') },
      at: 'components/planted.ts:2',
    },
    {
      files: { 'e2e/planted.spec.ts': lines('export function f(list: Array<' + 'any>) {}') },
      at: 'e2e/planted.spec.ts:1',
    },
  ],
  check: overFiles((file) => {
    const { ast } = file;
    if (ast === undefined) return [];
    const found: Violation[] = [];
    walk(ast, (node) => {
      if (node.kind !== ts.SyntaxKind.AnyKeyword) return;
      found.push({
        file: file.path,
        line: lineOf(ast, node),
        why: 'The type `any` switches the compiler off for everything it touches.',
        fix: 'Use `unknown` and check it, a type parameter, or the real type.',
      });
    });
    return found;
  }),
};

// Written in two halves, so that this file does not carry what it forbids.
const MARKERS = ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'];
const MARKER = new RegExp(`\\b(${MARKERS.join('|')})\\b`);
const SUPPRESSION = new RegExp(
  `@ts-(ignore|nocheck)|@ts-expect-error\\s*(\\*/)?\\s*$|${'eslint-' + 'disable'}(?!.*\\s--\\s+\\S)`,
  'm',
);
const CODE_START =
  /^(import|export|const|let|var|if|else|for|while|return|await|async|function|class|switch|case|try|throw|\}|[\w.]+\(.*\)|[\w.]+ = )/;
const CODE_END = /[;{}]$/;

const noLeftOverMarkers: Rule = {
  id: 'no-left-over-markers',
  mode: 'block',
  plants: [
    {
      files: { 'app/planted.ts': lines('export const x = 1;', `// ${MARKERS[0] ?? ''}: later`) },
      at: 'app/planted.ts:2',
    },
    {
      files: { 'server/shared/planted.ts': lines('// const before = 1;', 'export const x = 1;') },
      at: 'server/shared/planted.ts:1',
    },
    {
      files: { 'app/planted.css': lines('a {', `  /* ${MARKERS[1] ?? ''} */`, '}') },
      at: 'app/planted.css:2',
    },
    {
      files: { 'scripts/planted.mjs': lines('export {};', `/* ${'eslint-' + 'disable'} no-console */`) },
      at: 'scripts/planted.mjs:2',
    },
  ],
  check: overFiles((file) => {
    if (/\.(css|sql|prisma)$/.test(file.path)) {
      return file.lines.flatMap((line, index) => (MARKER.test(line) ? leftOversOf(file, line, index + 1) : []));
    }
    const mayHold = MARKER.test(file.text) || SUPPRESSION.test(file.text) || file.lines.some(looksLikeDeadCode);
    if (!mayHold) return [];
    return commentsOf(file).flatMap((comment) => leftOversOf(file, comment.text, comment.line));
  }),
};

function looksLikeDeadCode(line: string): boolean {
  const body = /^\s*\/\/\s*(.*?)\s*$/.exec(line)?.[1];
  return body !== undefined && CODE_END.test(body) && CODE_START.test(body);
}

function leftOversOf(file: SourceFile, text: string, line: number): Violation[] {
  const at = { file: file.path, line };
  if (MARKER.test(text)) {
    return [
      { ...at, why: 'A marker for later: later never comes.', fix: 'Do it now, or open an issue and say so there.' },
    ];
  }
  if (SUPPRESSION.test(text)) {
    return [
      { ...at, why: 'A check is switched off without a reason.', fix: 'Repair the cause, or add `-- why` after it.' },
    ];
  }
  if (!text.startsWith('//') || !looksLikeDeadCode(text)) return [];
  return [{ ...at, why: 'Commented-out code.', fix: 'Delete it; git remembers.' }];
}

const TEST_WORDS = new Set(['it', 'test', 'describe', 'suite', 'bench']);
const SKIP_WORDS = new Set(['skip', 'only', 'todo', 'fixme', 'skipIf', 'runIf', 'fails']);
const SKIP_NAMES = new Set(['xit', 'xdescribe', 'xtest', 'fit', 'fdescribe']);

const noSkippedTests: Rule = {
  id: 'no-skipped-tests',
  mode: 'block',
  plants: [
    {
      files: { 'server/shared/planted.test.ts': lines("import { it } from 'vitest';", 'it.skip("x", () => {});') },
      at: 'server/shared/planted.test.ts:2',
    },
    {
      files: {
        'e2e/planted.spec.ts': lines("import { test } from '@playwright/test';", 'test.describe.only("x", () => {});'),
      },
      at: 'e2e/planted.spec.ts:2',
    },
  ],
  check: overFiles((file) => {
    const { ast } = file;
    if (ast === undefined || !isTestCode(file.path)) return [];
    const at = (node: ts.Node): Violation => ({
      file: file.path,
      line: lineOf(ast, node),
      why: `${node.getText(ast)}: a test that does not run, or keeps others from running, proves nothing.`,
      fix: 'Make it pass, or delete it.',
    });
    const accesses = nodesOf(file, ts.isPropertyAccessExpression).filter((node) => {
      const first = /^\w+/.exec(node.getText(ast))?.[0] ?? '';
      return SKIP_WORDS.has(node.name.text) && TEST_WORDS.has(first);
    });
    const calls = nodesOf(file, ts.isCallExpression).filter(
      ({ expression }) => ts.isIdentifier(expression) && SKIP_NAMES.has(expression.text),
    );
    return [...accesses, ...calls.map((call) => call.expression)].map(at);
  }),
};

const MOCK_WORDS = new Set(['mock', 'doMock', 'unstable_mockModule']);

const noStandInModules: Rule = {
  id: 'no-module-mocks-or-sleeps',
  mode: 'block',
  plants: [
    {
      files: { 'server/shared/planted.test.ts': lines("import { vi } from 'vitest';", "vi.mock('./planted');") },
      at: 'server/shared/planted.test.ts:2',
    },
    {
      files: { 'e2e/planted.spec.ts': lines('export {};', 'await page.waitForTimeout(500);') },
      at: 'e2e/planted.spec.ts:2',
    },
    {
      files: { 'server/planted.test.ts': lines('await new Promise((resolve) => setTimeout(resolve, 100));') },
      at: 'server/planted.test.ts:1',
    },
  ],
  check: overFiles((file) => {
    const { ast } = file;
    if (ast === undefined || !/\.(test|spec)\.tsx?$/.test(file.path)) return [];
    return nodesOf(file, ts.isCallExpression).flatMap((call): Violation[] => {
      const at = { file: file.path, line: lineOf(ast, call) };
      const callee = call.expression;
      if (ts.isPropertyAccessExpression(callee)) {
        const object = callee.expression.getText(ast);
        if ((object === 'vi' || object === 'jest') && MOCK_WORDS.has(callee.name.text)) {
          return [
            { ...at, why: 'A mocked module tests the mock.', fix: 'Use the real peer, or a stateful stand-in server.' },
          ];
        }
        if (callee.name.text !== 'waitForTimeout') return [];
      } else if (!isSleep(call)) {
        return [];
      }
      return [
        { ...at, why: 'A sleep is slow on every run and too short on one.', fix: 'Wait for the condition itself.' },
      ];
    });
  }),
};

/** `setTimeout(resolve, ms)` directly inside `new Promise(...)`. */
function isSleep(call: ts.CallExpression): boolean {
  if (!ts.isIdentifier(call.expression) || call.expression.text !== 'setTimeout') return false;
  const [callback] = call.arguments;
  if (callback === undefined || !ts.isIdentifier(callback)) return false;
  for (let node: ts.Node | undefined = call.parent; node !== undefined; node = node.parent) {
    if (ts.isNewExpression(node)) return ts.isIdentifier(node.expression) && node.expression.text === 'Promise';
  }
  return false;
}

const RAW_COLOUR = /#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b|\b(?:rgba?|hsla?|oklch|oklab)\(/i;
const PALETTE_CLASS =
  /\b(?:bg|text|border|ring|fill|stroke|from|to|via|outline|decoration|shadow|divide)-(?:(?:slate|gray|zinc|neutral|stone|red|orange|amber|yellow|lime|green|emerald|teal|cyan|sky|blue|indigo|violet|purple|fuchsia|pink|rose)-\d{2,3}|white|black)\b/;

const noRawColours: Rule = {
  id: 'no-raw-colours',
  mode: 'block',
  plants: [
    {
      files: { 'components/planted.tsx': lines('export const x = <p className="text-red-600">x</p>;') },
      at: 'components/planted.tsx:1',
    },
    {
      files: { 'app/planted.tsx': lines('export const x = { color: "#ff00aa" };') },
      at: 'app/planted.tsx:1',
    },
  ],
  check: overFiles((file) => {
    const { ast } = file;
    if (ast === undefined || !/^(app|components)\//.test(file.path) || isTestCode(file.path)) return [];
    const literals = [...nodesOf(file, ts.isStringLiteralLike), ...nodesOf(file, isTemplatePart)];
    return literals
      .filter((literal) => RAW_COLOUR.test(literal.text) || PALETTE_CLASS.test(literal.text))
      .map((literal) => ({
        file: file.path,
        line: lineOf(ast, literal),
        why: 'A colour of its own: it will not follow light, dark or contrast.',
        fix: 'Use a token of app/globals.css, through its utility class or CSS variable.',
      }));
  }),
};

function isTemplatePart(node: ts.Node): node is ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail {
  return ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
}

export const TEXT_RULES: readonly Rule[] = [
  fileSize,
  noAny,
  noLeftOverMarkers,
  noSkippedTests,
  noStandInModules,
  noRawColours,
];
