/** Doors: a domain is entered through its index.ts, and never by itself. Also what a layer below a router may reach. */
import { areaOf, foldersOf, isTestCode, isTestHelper } from '../areas';
import type { Project } from '../graph';
import { lines, overEdges, type Rule, type Violation } from '../rule';

/** Folders of the server that have a door, outermost first, on the way to a path. */
function doorFoldersOf(filePath: string, project: Project): string[] {
  return foldersOf(filePath).filter((folder) => folder !== 'server' && project.paths.has(`${folder}/index.ts`));
}

function isInside(filePath: string, folder: string): boolean {
  return filePath.startsWith(`${folder}/`);
}

const acrossDomainsOnlyIndex: Rule = {
  id: 'across-domains-only-index',
  mode: 'block',
  plants: [
    {
      files: {
        'server/products/planted/planted.ts': lines(
          "import { x } from '@/server/platform/audit/planted.service';",
          'export { x };',
        ),
        'server/platform/audit/planted.service.ts': lines('export const x = 1;'),
        'server/platform/audit/index.ts': lines("export { x } from './planted.service';"),
      },
      at: 'server/products/planted/planted.ts:1',
    },
    {
      files: {
        'server/platform/billing/planted.ts': lines("import { x } from '../iam/planted';", 'export { x };'),
        'server/platform/iam/planted.ts': lines('export const x = 1;'),
      },
      at: 'server/platform/billing/planted.ts:1',
    },
  ],
  check: overEdges((edge, project) => {
    const { target } = edge;
    if (target.kind !== 'file' || !target.path.startsWith('server/')) return undefined;
    if (isTestHelper(target.path) && isTestCode(edge.from)) return undefined;
    const area = areaOf(target.path);
    const hasOwnDoor = area.kind === 'platform' || area.kind === 'product' || area.kind === 'sdk';
    const domain = hasOwnDoor ? foldersOf(target.path)[2] : undefined;
    const closed = [...(domain === undefined ? [] : [domain]), ...doorFoldersOf(target.path, project)];
    const outermost = closed.find((folder) => !isInside(edge.from, folder));
    if (outermost === undefined || target.path === `${outermost}/index.ts`) return undefined;
    return {
      why: `${target.path} is inside ${outermost}, whose only door is its index.ts.`,
      fix: `Import @/${outermost}, and export there what outsiders may use.`,
    };
  }),
};

const neverThroughOwnIndex: Rule = {
  id: 'never-through-own-index',
  mode: 'block',
  plants: [
    {
      files: {
        'server/platform/iam/planted.ts': lines("import { x } from '@/server/platform/iam';", 'export { x };'),
        'server/platform/iam/index.ts': lines('export const x = 1;'),
      },
      at: 'server/platform/iam/planted.ts:1',
    },
    {
      files: {
        'server/products/planted/one/planted.ts': lines("import { x } from '..';", 'export { x };'),
        'server/products/planted/index.ts': lines('export const x = 1;'),
      },
      at: 'server/products/planted/one/planted.ts:1',
    },
  ],
  check: overEdges((edge, project) => {
    const { target } = edge;
    if (target.kind !== 'file' || !target.path.startsWith('server/') || target.path === edge.from) return undefined;
    const own = doorFoldersOf(edge.from, project).find((folder) => target.path === `${folder}/index.ts`);
    if (own === undefined) return undefined;
    return {
      why: `${own}/index.ts is the door from outside; from inside it makes a cycle and hides who needs whom.`,
      fix: 'Import the file that holds it.',
    };
  }),
};

const routerNeverRepository: Rule = {
  id: 'router-never-repository',
  mode: 'block',
  plants: [
    {
      files: {
        'server/platform/iam/planted.router.ts': lines(
          "import { z } from 'zod';",
          "import { findById } from './planted.repository';",
          'export { findById, z };',
        ),
        'server/platform/iam/planted.repository.ts': lines('export const findById = 1;'),
      },
      at: 'server/platform/iam/planted.router.ts:2',
    },
    {
      files: {
        'server/platform/iam/planted.router.ts': lines("export * from '@/server/shared/db/generated/client';"),
      },
      at: 'server/platform/iam/planted.router.ts:1',
    },
  ],
  check: overEdges((edge) => {
    if (!/\.router\.ts$/.test(edge.from)) return undefined;
    const { target } = edge;
    const isRepository = target.kind === 'file' && /\.repository\.ts$/.test(target.path);
    if (!isRepository && (target.kind !== 'generated' || edge.isTypeOnly)) return undefined;
    return {
      why: 'A router takes input, asks permission, calls a service and shapes the view; it never reaches the rows.',
      fix: 'Add the question to the service and call that.',
    };
  }),
};

const testsImportTests: Rule = {
  id: 'tests-import-tests',
  mode: 'block',
  plants: [
    {
      files: {
        'server/platform/iam/planted.ts': lines("import { x } from './planted.testkit';", 'export { x };'),
        'server/platform/iam/planted.testkit.ts': lines('export const x = 1;'),
      },
      at: 'server/platform/iam/planted.ts:1',
    },
    {
      files: {
        'components/planted.ts': lines("export { x } from './planted.test';"),
        'components/planted.test.ts': lines('export const x = 1;'),
      },
      at: 'components/planted.ts:1',
    },
  ],
  check: overEdges((edge) => {
    const { target } = edge;
    const leadsToTools =
      target.kind === 'package' && TEST_PACKAGES.has(target.name) && areaOf(edge.from).kind !== 'outside';
    const leadsToTest = target.kind === 'file' && isTestCode(target.path);
    if (isTestCode(edge.from) || (!leadsToTest && !leadsToTools)) return undefined;
    return {
      why: `${edge.specifier} exists for tests; what runs in production may not lean on it.`,
      fix: 'Move the part that both need into a file of its own.',
    };
  }),
};

const TEST_PACKAGES = new Set(['vitest', 'fast-check', '@playwright/test', '@axe-core/playwright', 'oidc-provider']);

const domainShape: Rule = {
  id: 'domain-shape',
  mode: 'block',
  plants: [
    {
      files: { 'server/platform/planted/planted.service.ts': lines('export const x = 1;') },
      at: 'server/platform/planted/planted.service.ts:1',
    },
    {
      files: {
        'server/products/planted/index.ts': lines('export const x = 1;'),
        'server/products/planted/README.md': lines('A folder with a page that promises nothing.'),
      },
      at: 'server/products/planted/README.md:1',
    },
  ],
  check(project) {
    const firstFiles = new Map<string, string>();
    for (const filePath of project.paths) {
      const { kind } = areaOf(filePath);
      const folder = foldersOf(filePath)[2];
      if ((kind !== 'platform' && kind !== 'product') || folder === undefined) continue;
      if (!firstFiles.has(folder)) firstFiles.set(folder, filePath);
    }
    return [...firstFiles].flatMap(([folder, firstFile]) => shapeOf(folder, firstFile, project));
  },
};

function shapeOf(folder: string, firstFile: string, project: Project): Violation[] {
  const missing = ['index.ts', 'README.md'].filter((name) => !project.paths.has(`${folder}/${name}`));
  const violations = missing.map((name) => ({
    file: firstFile,
    line: 1,
    why: `${folder} has no ${name}.`,
    fix: 'A domain has one door (index.ts) and one page (README.md: owns, refuses to own, numbered invariants).',
  }));
  const page = project.files.get(`${folder}/README.md`);
  if (page !== undefined && !/^\s*1\. /m.test(page.text)) {
    violations.push({
      file: page.path,
      line: 1,
      why: 'The page of the domain numbers no invariant.',
      fix: 'Say what it owns, what it refuses to own, and its invariants as a numbered list.',
    });
  }
  return violations;
}

export const DOOR_RULES: readonly Rule[] = [
  acrossDomainsOnlyIndex,
  neverThroughOwnIndex,
  routerNeverRepository,
  testsImportTests,
  domainShape,
];
