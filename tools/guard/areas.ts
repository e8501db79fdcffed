/** Which part of the house a path belongs to, told from its folders alone. */
import path from 'node:path';

/** Domains of the platform from the lowest to the highest: a domain may import only those before it. */
export const PLATFORM_ORDER = [
  'registry',
  'audit',
  'iam',
  'policy',
  'evidence',
  'billing',
  'runtime',
  'notifications',
] as const;

/** Where a file lives. `name` is the domain, product or shared part. */
export interface Area {
  readonly kind: 'ui' | 'composition' | 'shared' | 'platform' | 'sdk' | 'product' | 'node-runtime' | 'cli' | 'outside';
  readonly name: string;
}

const known = new Map<string, Area>();

/** The area of a path; everything that is neither screen nor server is `outside`. */
export function areaOf(filePath: string): Area {
  const area = known.get(filePath) ?? placeOf(filePath);
  known.set(filePath, area);
  return area;
}

function placeOf(filePath: string): Area {
  const [top = '', second = '', third = ''] = filePath.split('/');
  if (top === 'app' || top === 'components') return { kind: 'ui', name: top };
  if (top !== 'server') return { kind: 'outside', name: top };
  if (second === 'testkit') return { kind: 'outside', name: second };
  if (second === 'shared') return { kind: 'shared', name: third };
  if (second === 'platform') return { kind: third === 'sdk' ? 'sdk' : 'platform', name: third };
  if (second === 'products') return { kind: 'product', name: third };
  if (second === 'node-runtime' || second === 'cli') return { kind: second, name: second };
  return { kind: 'composition', name: second };
}

/** Position in the platform's order, or -1 for a domain that is not in it. */
export function platformRank(domain: string): number {
  return PLATFORM_ORDER.findIndex((name) => name === domain);
}

/** True for tests, the helpers made for them, and the programs that only exercise the product. */
export function isTestCode(filePath: string): boolean {
  if (/^(e2e|bench)\//.test(filePath)) return true;
  return /\.(test|spec)\.tsx?$/.test(filePath) || isTestHelper(filePath);
}

/** True for helpers that exist for tests: `x.testkit.ts`, `testkit.ts` or anything in a folder `testkit/`. */
export function isTestHelper(filePath: string): boolean {
  return /(^|[/.])testkit(\.tsx?$|\/)/.test(filePath);
}

/** True for a file that may carry values from the server to a screen. */
export function isServerDoorOfUi(filePath: string): boolean {
  return /\.server\.tsx?$/.test(filePath) || path.posix.basename(filePath) === 'route.ts';
}

/** Folder that owns what `prisma/models/<name>.prisma` declares, or what starts with `name.` in an event type. */
export function ownerFolder(name: string): string {
  if (name === 'shared') return 'server/shared/';
  return platformRank(name) >= 0 ? `server/platform/${name}/` : `server/products/${name}/`;
}

/** The folder of a path, its ancestors first: `a`, `a/b`, `a/b/c` for `a/b/c/d.ts`. */
export function foldersOf(filePath: string): string[] {
  const parts = filePath.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
