/** Where ways in may stand: routers in their domain's folder, HTTP routes as `route.ts` under app/. */
import ts from 'typescript';
import { areaOf, isTestCode } from '../areas';
import { codeFiles } from '../graph';
import { lines, perFile, type Rule, type Violation } from '../rule';
import { lineOf, nodesOf, type SourceFile } from '../source';

export const routePlacement: Rule = {
  id: 'route-placement',
  mode: 'block',
  plants: [
    {
      files: { 'server/shared/trpc/planted.router.ts': lines('export const x = 1;') },
      at: 'server/shared/trpc/planted.router.ts:1',
    },
    {
      files: { 'app/api/planted/helper.ts': lines('export const x = 1;') },
      at: 'app/api/planted/helper.ts:1',
    },
    {
      files: {
        'server/platform/iam/planted.service.ts': lines(
          'export const x = procedure',
          '  .input(schema)',
          '  .mutation(() => 1);',
        ),
      },
      at: 'server/platform/iam/planted.service.ts:1',
    },
    {
      files: { 'server/platform/iam/planted.procedures.ts': lines('export const x = router({', '});') },
      at: 'server/platform/iam/planted.procedures.ts:1',
    },
    {
      files: { 'server/platform/iam/planted.ts': lines("createServer().on('request', () => 1);") },
      at: 'server/platform/iam/planted.ts:1',
    },
  ],
  check(project) {
    return codeFiles(project)
      .filter((file) => !isTestCode(file.path))
      .flatMap((file) => [...misplacedFileOf(file), ...waysInOf(file)]);
  },
};

function misplacedFileOf(file: SourceFile): Violation[] {
  const area = areaOf(file.path).kind;
  const at = { file: file.path, line: 1 };
  if (file.path.endsWith('.router.ts') && area !== 'platform' && area !== 'product') {
    return [
      { ...at, why: 'A router outside a domain.', fix: 'Move it into the folder of the domain whose verbs it has.' },
    ];
  }
  if (file.path.startsWith('app/api/') && !file.path.endsWith('/route.ts')) {
    return [
      { ...at, why: 'app/api holds routes and nothing else.', fix: 'Move the logic to the domain it belongs to.' },
    ];
  }
  return [];
}

/** Procedures built, or servers opened, in a file that is not for it. */
const waysInOf = perFile((file: SourceFile): Violation[] => {
  const { ast } = file;
  const { kind } = areaOf(file.path);
  if (ast === undefined || !file.path.startsWith('server/')) return [];
  const mayBuild = file.path.endsWith('.router.ts') || file.path.startsWith('server/shared/trpc/');
  const mayGather = mayBuild || kind === 'composition';
  const mayListen = kind === 'composition' || kind === 'node-runtime' || file.path.endsWith('.gateway.ts');
  return nodesOf(file, ts.isCallExpression).flatMap((call): Violation[] => {
    const at = { file: file.path, line: lineOf(ast, call) };
    const callee = call.expression;
    if (
      !mayBuild &&
      ts.isPropertyAccessExpression(callee) &&
      /^(query|mutation|subscription)$/.test(callee.name.text)
    ) {
      if (!/procedure/i.test(callee.expression.getText(ast))) return [];
      return [
        { ...at, why: 'A procedure is built outside a router.', fix: 'Build it in the x.router.ts of its domain.' },
      ];
    }
    if (!mayGather && ts.isIdentifier(callee) && /^(router|mergeRouters)$/.test(callee.text)) {
      return [
        { ...at, why: 'A router in a file that is not named one.', fix: 'Move it to the x.router.ts of its domain.' },
      ];
    }
    if (!mayListen && ts.isIdentifier(callee) && callee.text === 'createServer') {
      return [{ ...at, why: 'A domain opens a server of its own.', fix: 'Export a handler; server/main.ts listens.' }];
    }
    return [];
  });
});
