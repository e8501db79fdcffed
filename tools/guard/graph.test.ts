import { describe, expect, it } from 'vitest';
import { overlay, projectOf } from './graph';

const house = projectOf({
  'package.json': '{ "dependencies": { "zod": "1" }, "devDependencies": { "@types/pg": "1", "@scope/name": "1" } }',
  'server/shared/ids/index.ts': 'export const id = 1;',
  'server/shared/ids/ids.ts': 'export const id = 1;',
  'app/globals.css': 'body {}',
});

function targetsOf(path: string, text: string) {
  return overlay(house, { [path]: text })
    .edges.filter((edge) => edge.from === path)
    .map(({ line, target, isTypeOnly }) => {
      const where = 'path' in target ? target.path : 'name' in target ? target.name : '';
      return `${String(line)} ${target.kind}${where === '' ? '' : ` ${where}`}${isTypeOnly ? ' (type)' : ''}`;
    });
}

describe('the import graph', () => {
  it('resolves what the compiler and the bundler resolve, and nothing else', () => {
    const text = [
      "import '../globals.css';",
      "import { id } from '@/server/shared/ids';",
      "export * from '../../server/shared/ids/ids';",
      "import fs from 'node:fs';",
      "import { z } from 'zod/v4';",
      "import type pg from 'pg';",
      "import x from '@scope/name/deep';",
      "import { PrismaClient } from '@/server/shared/db/generated/client';",
      "import gone from './gone';",
      "import phantom from 'undeclared';",
    ].join('\n');
    expect(targetsOf('app/page/page.tsx', text)).toEqual([
      '1 file app/globals.css',
      '2 file server/shared/ids/index.ts',
      '3 file server/shared/ids/ids.ts',
      '4 builtin node:fs',
      '5 package zod',
      '6 package pg (type)',
      '7 package @scope/name',
      '8 generated server/shared/db/generated/client',
      '9 unresolved',
      '10 unresolved',
    ]);
  });

  it('sees every form of import, and tells what is erased from what is loaded', () => {
    const text = [
      "import { type A, type B } from 'zod';",
      "import { type C, d } from 'zod';",
      "type E = typeof import('zod');",
      "const f = () => import('zod');",
      "const g = require('zod');",
      "export type { H } from 'zod';",
      'const i = (name: string) => import(name);',
      'const m = (name: string) => import(`./shared/ids/${name}.ts`);',
      "const j = \"import k from 'not-an-import'\"; // import l from 'nor-this'",
    ].join('\n');
    expect(targetsOf('server/x.ts', text)).toEqual([
      '1 package zod (type)',
      '2 package zod',
      '3 package zod (type)',
      '4 package zod',
      '5 package zod',
      '6 package zod (type)',
      '7 unresolved',
      '8 file server/shared/ids/index.ts',
      '8 file server/shared/ids/ids.ts',
    ]);
  });
});
