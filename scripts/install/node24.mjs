import { existsSync } from 'node:fs';
import path from 'node:path';
import { LaunchError } from '../lib/fail.mjs';
import { inRoot } from '../lib/paths.mjs';

/** Oldest Node the product runs on; scripts/ alone run on Node 20, to be able to bring this one along. */
export const NODE_MAJOR_MIN = 24;

/** Oldest Node that can run scripts/. */
const SCRIPT_NODE_MAJOR_MIN = 20;

/** Says so, in one sentence, when even the scripts cannot run on this Node. */
export function requireScriptNode(version = process.version) {
  if (majorOf(version) >= SCRIPT_NODE_MAJOR_MIN) return;
  throw new LaunchError(
    `This is Node ${version}; GPUaaS needs Node ${SCRIPT_NODE_MAJOR_MIN} or newer to start, and brings Node ${NODE_MAJOR_MIN} along itself.`,
  );
}

/** Major version of a Node version string such as `v20.20.2`. */
export function majorOf(version) {
  return Number.parseInt(version.replace(/^v/, ''), 10);
}

/**
 * Finds the Node that runs the product: the running one when it is new enough, else the one that npm installed as an optional
 * dependency. Returns its absolute path, or null when there is none (not installed yet, or a platform without a package).
 */
export function findNode({ version = process.version, platform = process.platform, arch = process.arch } = {}) {
  if (majorOf(version) >= NODE_MAJOR_MIN) return process.execPath;
  const binary = inRoot('node_modules', `node-${platform}-${arch}`, 'bin', 'node');
  return existsSync(binary) ? binary : null;
}

/** Like findNode, but a missing Node is a sentence that says what to do. */
export function requireNode() {
  const node = findNode();
  if (node) return node;
  const packaged = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);
  throw new LaunchError(
    packaged
      ? `Node ${NODE_MAJOR_MIN} is not installed in this folder yet (this is Node ${process.version}): run \`npm ci\` or \`npm start\` first.`
      : `GPUaaS needs Node ${NODE_MAJOR_MIN} or newer, this is Node ${process.version}, and npm has no package with it for ${process.platform} ${process.arch}: install Node ${NODE_MAJOR_MIN} and run the command again.`,
  );
}

/**
 * Environment for children: the folder of Node 24 comes first in PATH, so that whatever they start by name (`node`, a shebang)
 * is the same Node. Compiled code is kept, which halves the time of a later start. Telemetry and version look-ups, which would leave
 * the machine, are refused.
 */
export function childEnv(extra = {}) {
  const node = requireNode();
  return {
    ...process.env,
    NEXT_TELEMETRY_DISABLED: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? inRoot('.cache', 'node'),
    ...extra,
    PATH: `${path.dirname(node)}${path.delimiter}${extra.PATH ?? process.env.PATH ?? ''}`,
  };
}

/** Arguments that make Node run `entry`: TypeScript goes through tsx, which also knows the `@/` alias. */
export function nodeArgs(entry) {
  return /\.[mc]?tsx?$/.test(entry) ? ['--import', 'tsx', entry] : [entry];
}
