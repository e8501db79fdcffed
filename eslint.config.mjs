// One lint for the whole house. Layers, doors and ownership are the guard's (tools/guard); here stands what one file can
// be told. Rules that need types are the ones whose misses have cost the most: promises nobody waits for, unions nobody finished.
import next from 'eslint-config-next/core-web-vitals';
import { defineConfig, globalIgnores } from 'eslint/config';
import ts from 'typescript-eslint';

const FILE_LINES_MAX = 400;
const FUNCTION_LINES_MAX = 70;
const COMPONENT_LINES_MAX = 120;
const PARAMETERS_MAX = 3;

const noEnvironment = {
  // Whether this is a development build is a fact about the build, not configuration.
  selector:
    ":not(MemberExpression[property.value='NODE_ENV']) > MemberExpression[object.name='process'][property.name='env']",
  message: 'Configuration is read once, in an env file, and handed in: see server/shared/env.',
};
const noOwnClock = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Time comes from the clock: tx.now inside a transaction, processNow() elsewhere.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time comes from the clock: tx.now inside a transaction, processNow() elsewhere.',
  },
];
const noEnum = { selector: 'TSEnumDeclaration', message: 'Use a union of literals, or an `as const` list.' };
const noHtml = {
  selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
  message: 'Text is rendered as text; markup from data is a way in.',
};
const noPolling = {
  selector: "Property[key.name='refetchInterval']",
  message: 'The browser is told by events; it does not ask again and again.',
};

/** Everywhere, whatever the file is. */
const everywhere = {
  'max-lines': ['error', { max: FILE_LINES_MAX }],
  'no-console': 'error',
  'no-debugger': 'error',
  'no-eval': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-restricted-syntax': ['error', noEnum],
};

/** Wherever TypeScript is. */
const typescript = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_', ignoreRestSiblings: true },
  ],
  '@typescript-eslint/ban-ts-comment': 'error',
  '@typescript-eslint/no-require-imports': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/no-unnecessary-type-assertion': 'error',
  '@typescript-eslint/no-for-in-array': 'error',
  '@typescript-eslint/no-base-to-string': 'error',
  '@typescript-eslint/prefer-promise-reject-errors': 'error',
};

export default defineConfig(
  globalIgnores([
    'node_modules/',
    'dist/',
    '.next/',
    '.data/',
    '.cache/',
    'server/shared/db/generated/',
    'next-env.d.ts',
    'test-results/',
    'playwright-report/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: ['**/*.{ts,tsx,mjs,js}'], rules: everywhere },
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { '@typescript-eslint': ts.plugin },
    languageOptions: {
      parser: ts.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: typescript,
  },
  ...next.map((part) => ({ ...part, files: ['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}'] })),
  {
    // The parser of Next's preset does not know types; ours comes back after it.
    files: ['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}'],
    languageOptions: {
      parser: ts.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'max-lines-per-function': [
        'error',
        { max: COMPONENT_LINES_MAX, skipBlankLines: true, skipComments: true, IIFEs: true },
      ],
      'no-restricted-syntax': ['error', noEnum, noEnvironment, noHtml, noPolling],
    },
  },
  {
    files: ['server/**/*.ts', 'tools/**/*.ts'],
    rules: {
      'max-lines-per-function': [
        'error',
        { max: FUNCTION_LINES_MAX, skipBlankLines: true, skipComments: true, IIFEs: true },
      ],
      'max-params': ['error', PARAMETERS_MAX],
    },
  },
  {
    files: ['server/**/*.ts'],
    ignores: ['server/node-runtime/**', 'server/shared/clock/**', 'server/shared/ids/**'],
    rules: { 'no-restricted-syntax': ['error', noEnum, noEnvironment, ...noOwnClock] },
  },
  {
    // These are read before, or without, the configuration: the log and the connection exist while it is still being judged.
    files: ['server/shared/{env,log,db,jobs}/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', noEnum, ...noOwnClock] },
  },
  {
    // The node runtime is a program of its own: its entry reads the environment, and it keeps its own time.
    files: ['server/node-runtime/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', noEnum] },
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx', '**/*testkit*', '**/testkit/**', 'e2e/**', 'bench/**'],
    rules: {
      'max-lines-per-function': 'off',
      'max-params': 'off',
      'no-restricted-syntax': ['error', noEnum],
      'no-console': 'off',
    },
  },
  { files: ['scripts/**', 'bin/**', 'tools/**', '.ci/**'], rules: { 'no-console': 'off' } },
);
