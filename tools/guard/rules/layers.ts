/** Who may stand on whom: the layers of the server, its platform's order, and the screens above them. */
import { areaOf, isServerDoorOfUi, isTestCode, PLATFORM_ORDER, platformRank, type Area } from '../areas';
import type { Edge } from '../graph';
import { lines, overEdges, type Rule } from '../rule';

/** The area an import leads to, or none when it leaves the repository. */
function targetAreaOf(edge: Edge): Area | undefined {
  const { target } = edge;
  return target.kind === 'file' || target.kind === 'generated' ? areaOf(target.path) : undefined;
}

const sharedImportsNothingAbove: Rule = {
  id: 'shared-imports-nothing-above',
  mode: 'block',
  plants: [
    {
      files: {
        'server/shared/planted/planted.ts': lines("import { x } from '@/server/platform/planted';", 'export { x };'),
        'server/platform/planted/index.ts': lines('export const x = 1;'),
      },
      at: 'server/shared/planted/planted.ts:1',
    },
  ],
  check: overEdges((edge) => {
    const target = targetAreaOf(edge);
    if (areaOf(edge.from).kind !== 'shared' || target === undefined || target.kind === 'shared') return undefined;
    if (target.kind === 'outside' && isTestCode(edge.from)) return undefined;
    return {
      why: `server/shared holds primitives without a domain word; ${edge.specifier} is above it.`,
      fix: 'Take what is needed as an argument, or move this file up to the domain that knows it.',
    };
  }),
};

const serverNeverImportsUi: Rule = {
  id: 'server-never-imports-ui',
  mode: 'block',
  plants: [
    {
      files: {
        'server/platform/iam/planted.ts': lines("import { x } from '@/components/planted';", 'export { x };'),
        'components/planted.ts': lines('export const x = 1;'),
      },
      at: 'server/platform/iam/planted.ts:1',
    },
  ],
  check: overEdges((edge) => {
    const from = areaOf(edge.from);
    if (from.kind === 'ui' || from.kind === 'outside' || targetAreaOf(edge)?.kind !== 'ui') return undefined;
    return { why: 'The server knows nothing of screens.', fix: 'Move the code below both, into server/shared.' };
  }),
};

const platformNeverImportsProducts: Rule = {
  id: 'platform-never-imports-products',
  mode: 'block',
  plants: [
    {
      files: {
        'server/platform/audit/planted.ts': lines(
          "import type { X } from '@/server/products/planted';",
          'export type Y = X;',
        ),
        'server/products/planted/index.ts': lines('export type X = 1;'),
      },
      at: 'server/platform/audit/planted.ts:1',
    },
  ],
  check: overEdges((edge) => {
    const from = areaOf(edge.from).kind;
    if ((from !== 'platform' && from !== 'sdk') || targetAreaOf(edge)?.kind !== 'product') return undefined;
    return {
      why: 'The platform serves every product and therefore knows none.',
      fix: 'Let the product register itself (defineProduct, a handler, a registry entry) and look it up by id.',
    };
  }),
};

const platformOrder: Rule = {
  id: 'platform-order',
  mode: 'block',
  plants: [
    {
      files: {
        'server/platform/iam/planted.ts': lines(
          'export const y = 2;',
          "export { x } from '@/server/platform/billing';",
        ),
        'server/platform/billing/index.ts': lines('export const x = 1;'),
      },
      at: 'server/platform/iam/planted.ts:2',
    },
    {
      files: {
        'server/platform/planted-unknown/planted.ts': lines("export { x } from '@/server/platform/audit';"),
        'server/platform/audit/index.ts': lines('export const x = 1;'),
      },
      at: 'server/platform/planted-unknown/planted.ts:1',
    },
  ],
  check: overEdges((edge) => {
    const from = areaOf(edge.from);
    const target = targetAreaOf(edge);
    if (from.kind !== 'platform' || target?.kind !== 'platform' || from.name === target.name) return undefined;
    const fromRank = platformRank(from.name);
    const targetRank = platformRank(target.name);
    if (fromRank >= 0 && targetRank >= 0 && targetRank < fromRank) return undefined;
    return {
      why: `${from.name} may not import ${target.name}: the order is ${PLATFORM_ORDER.join(' ← ')}.`,
      fix: 'Let the caller hand in the fact, or move the decision to the domain further right.',
    };
  }),
};

const productsNeverImportEachOther: Rule = {
  id: 'products-never-import-each-other',
  mode: 'block',
  plants: [
    {
      files: {
        'server/products/planted-one/planted.ts': lines("import { x } from '../planted-two';", 'export { x };'),
        'server/products/planted-two/index.ts': lines('export const x = 1;'),
      },
      at: 'server/products/planted-one/planted.ts:1',
    },
  ],
  check: overEdges((edge) => {
    const from = areaOf(edge.from);
    const target = targetAreaOf(edge);
    if (from.kind !== 'product' || target?.kind !== 'product' || from.name === target.name) return undefined;
    return { why: 'A product never imports another product.', fix: 'Meet in a platform contract that both use.' };
  }),
};

const nothingImportsComposition: Rule = {
  id: 'nothing-imports-composition',
  mode: 'block',
  plants: [
    {
      files: {
        'server/platform/iam/planted.ts': lines("import { context } from '@/server/context';", 'export { context };'),
        'server/context.ts': lines('export const context = 1;'),
      },
      at: 'server/platform/iam/planted.ts:1',
    },
  ],
  check: overEdges((edge) => {
    const from = areaOf(edge.from);
    if (targetAreaOf(edge)?.kind !== 'composition' || from.kind === 'composition') return undefined;
    // The screens reach the composed router through their own doors, or by its type alone.
    if (from.kind === 'ui' && (edge.isTypeOnly || isServerDoorOfUi(edge.from))) return undefined;
    if (from.kind === 'outside' && isTestCode(edge.from)) return undefined;
    return {
      why: 'The composition files gather the domains; whoever imports them imports the whole program.',
      fix: 'Import the domain itself, or take the value as an argument.',
    };
  }),
};

/** Primitives that would hand the node runtime a database, which it must not have. */
const DATABASE_PARTS = new Set(['db', 'jobs', 'events', 'trpc']);

const nodeRuntimeOnlyProtocol: Rule = {
  id: 'node-runtime-only-protocol',
  mode: 'block',
  plants: [
    {
      files: {
        'server/platform/runtime/planted.ts': lines(
          "import { x } from '@/server/node-runtime/planted';",
          'export { x };',
        ),
        'server/node-runtime/planted.ts': lines('export const x = 1;'),
      },
      at: 'server/platform/runtime/planted.ts:1',
    },
    {
      files: {
        'server/node-runtime/planted.ts': lines("import { x } from '@/server/shared/db/planted';", 'export { x };'),
        'server/shared/db/planted.ts': lines('export const x = 1;'),
      },
      at: 'server/node-runtime/planted.ts:1',
    },
  ],
  check: overEdges((edge) => {
    const from = areaOf(edge.from);
    const target = targetAreaOf(edge);
    if (target === undefined) return undefined;
    if (from.kind === 'node-runtime') {
      if (target.kind === 'node-runtime') return undefined;
      if (target.kind === 'shared' && (!DATABASE_PARTS.has(target.name) || isTestCode(edge.from))) return undefined;
      return {
        why: 'The node runtime is a program of its own, without database credentials and without the portal.',
        fix: 'Use primitives of server/shared that need no database, or carry the fact in a signed task.',
      };
    }
    if (target.kind !== 'node-runtime' || isTestCode(edge.from)) return undefined;
    if (edge.target.kind === 'file' && edge.target.path === 'server/node-runtime/protocol.ts') return undefined;
    return {
      why: 'protocol.ts is the only door of the node runtime.',
      fix: 'Import @/server/node-runtime/protocol, and widen the protocol if something is missing.',
    };
  }),
};

const controllersImportSdkOnly: Rule = {
  id: 'controllers-import-sdk-only',
  mode: 'block',
  plants: [
    {
      files: {
        'server/products/planted/controller/planted.ts': lines("import { x } from '../catalog';", 'export { x };'),
        'server/products/planted/catalog/index.ts': lines('export const x = 1;'),
      },
      at: 'server/products/planted/controller/planted.ts:1',
    },
  ],
  check: overEdges((edge) => {
    const controller = /^server\/products\/[^/]+\/controller\//.exec(edge.from)?.[0];
    if (controller === undefined || isTestCode(edge.from)) return undefined;
    const { target } = edge;
    if (target.kind !== 'file' && target.kind !== 'generated') return undefined;
    if (target.path.startsWith(controller) || areaOf(target.path).kind === 'sdk') return undefined;
    return {
      why: 'A controller runs apart from the portal and signs in from outside: it has the SDK and nothing else.',
      fix: 'Use server/platform/sdk; what is missing there is missing for every other app developer too.',
    };
  }),
};

const uiTypesOnly: Rule = {
  id: 'ui-types-only',
  mode: 'block',
  plants: [
    {
      files: {
        'components/planted.tsx': lines("import { x } from '@/server/shared/planted';", 'export const y = x;'),
        'server/shared/planted.ts': lines('export const x = 1;'),
      },
      at: 'components/planted.tsx:1',
    },
    {
      files: {
        'app/planted/page.tsx': lines("'use client';", "import { x } from './planted.server';", 'export default x;'),
        'app/planted/planted.server.ts': lines('export const x = 1;'),
      },
      at: 'app/planted/page.tsx:2',
    },
  ],
  check: overEdges((edge, project) => {
    if (areaOf(edge.from).kind !== 'ui' || edge.isTypeOnly || isServerDoorOfUi(edge.from)) return undefined;
    const { target } = edge;
    if (target.kind !== 'file' && target.kind !== 'generated') return undefined;
    if (target.path.startsWith('server/')) {
      return {
        why: `A screen takes types from the server, never values: ${edge.specifier} would reach the browser's bundle.`,
        fix: 'Write `import type`, or fetch the value in a *.server.ts file or a route.ts.',
      };
    }
    const isClient = /^\s*(['"])use client\1/m.test(project.files.get(edge.from)?.text ?? '');
    if (!isClient || !isServerDoorOfUi(target.path)) return undefined;
    return {
      why: `A client component imports ${edge.specifier}, which carries server code.`,
      fix: 'Call it in the page and hand the result down as a property.',
    };
  }),
};

export const LAYER_RULES: readonly Rule[] = [
  sharedImportsNothingAbove,
  serverNeverImportsUi,
  platformNeverImportsProducts,
  platformOrder,
  productsNeverImportEachOther,
  nothingImportsComposition,
  nodeRuntimeOnlyProtocol,
  controllersImportSdkOnly,
  uiTypesOnly,
];
