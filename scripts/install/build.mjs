import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runNode } from '../lib/exec.mjs';
import { LaunchError } from '../lib/fail.mjs';
import { inRoot } from '../lib/paths.mjs';

/** Programs that are bundled when their entry exists. The agent runs inside a workspace, where there is no node_modules. */
const PROGRAMS = [
  { entry: 'server/main.ts', out: 'dist/main.js' },
  { entry: 'server/seed/main.ts', out: 'dist/seed.js' },
  { entry: 'server/node-runtime/main.ts', out: 'dist/runtime.js' },
  { entry: 'server/node-runtime/agent/main.ts', out: 'dist/agent.cjs', alone: true },
  { entry: 'scripts/portal/end-workspaces.ts', out: 'dist/end-workspaces.js' },
];

const NOT_SOURCES = /(\.test\.tsx?|\.md)$/;
const CONFIGURATION = [
  'package-lock.json',
  'tsconfig.json',
  'next.config.js',
  'next.config.ts',
  'next.config.mjs',
  'postcss.config.mjs',
];

function filesOf(folder) {
  if (!existsSync(inRoot(folder))) return [];
  return readdirSync(inRoot(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !NOT_SOURCES.test(entry.name))
    .map((entry) => path.relative(inRoot(), path.join(entry.parentPath ?? entry.path, entry.name)))
    .filter((file) => !file.includes(`db${path.sep}generated`));
}

function hashFiles(files) {
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    if (existsSync(inRoot(file)))
      hash
        .update(`${file}\0`)
        .update(readFileSync(inRoot(file)))
        .update('\0');
  }
  return hash.digest('hex');
}

/**
 * One value for the contents of these folders and of the configuration; what is generated is covered by the schema it comes from. `known` holds the
 * folders that were read already.
 */
function hashSources(folders, known) {
  const hash = createHash('sha256').update(hashFiles(CONFIGURATION));
  for (const folder of folders) {
    if (!known.has(folder)) known.set(folder, hashFiles(filesOf(folder)));
    hash.update(known.get(folder));
  }
  return hash.digest('hex');
}

/** Folder of Next's output; a variable lets a second server run beside. */
export function nextFolder() {
  return process.env.NEXT_DIST_DIR ?? '.next';
}

const STAMPS = {
  programs: { file: () => inRoot('dist', '.sources'), folders: ['server', 'prisma', 'scripts/lib', 'scripts/portal'] },
  pages: { file: () => inRoot(nextFolder(), '.sources'), folders: ['app', 'components', 'server', 'prisma', 'public'] },
};

/** What has to be built: `{programs: hash|null, pages: hash|null}`; null means that it is up to date. */
export function staleParts() {
  const stale = {};
  const known = new Map();
  for (const [part, { file, folders }] of Object.entries(STAMPS)) {
    const wanted = hashSources(folders, known);
    stale[part] = existsSync(file()) && readFileSync(file(), 'utf8') === wanted ? null : wanted;
  }
  if (!existsSync(inRoot('app'))) stale.pages = null;
  return stale;
}

function stamp(part, hash) {
  mkdirSync(path.dirname(STAMPS[part].file()), { recursive: true });
  writeFileSync(STAMPS[part].file(), hash);
}

/** Bundles the server's programs into dist/. Packages stay outside; only our own code is bundled. */
export async function buildPrograms(hash) {
  const { build } = await import('esbuild');
  rmSync(STAMPS.programs.file(), { force: true });
  const common = {
    bundle: true,
    platform: 'node',
    target: 'node24',
    sourcemap: true,
    logLevel: 'silent',
    absWorkingDir: inRoot(),
    tsconfig: inRoot('tsconfig.json'),
  };
  try {
    for (const { entry, out, alone } of PROGRAMS) {
      if (!existsSync(inRoot(entry))) continue;
      await build({
        ...common,
        entryPoints: [entry],
        outfile: out,
        format: alone ? 'cjs' : 'esm',
        ...(alone ? {} : { packages: 'external', alias: { '@': inRoot() } }),
      });
    }
  } catch (error) {
    throw new LaunchError(`Bundling failed: ${error.message}`, { cause: error });
  }
  stamp('programs', hash);
}

/** Builds the pages for production. */
export async function buildPages(hash) {
  rmSync(STAMPS.pages.file(), { force: true });
  const { code, output } = await runNode([inRoot('node_modules', 'next', 'dist', 'bin', 'next'), 'build'], {
    capture: true,
    env: { NODE_ENV: 'production' },
  });
  if (code !== 0)
    throw new LaunchError(`Building the pages failed:\n${output.trim().split('\n').slice(-40).join('\n')}`);
  stamp('pages', hash);
}
