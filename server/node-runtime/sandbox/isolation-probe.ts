import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

import type { CgroupSupport } from '../cgroups/cgroups';
import { createHomeImage } from '../disk/home-image';
import { runCommand } from '../host/commands';
import type { IsolationFeature, IsolationReport } from '../protocol/node-schemas';
import type { UserMode } from './bwrap-arguments';

/** First of the host users that workspaces get; one per workspace, so that none can touch another's files or processes. */
export const hostUserBase = 200_000;
const probeImageMib = 8;
/** What is mounted for a workspace is mounted where only it sees it, and goes with it. */
export const privateMounts = ['unshare', '--mount', '--propagation', 'private', '--'] as const;

export interface Isolation {
  readonly report: IsolationReport;
  /** Undefined: no workspace can be started here. */
  readonly userMode: UserMode | undefined;
  /** As root: host users, and home images where they work. */
  readonly isRoot: boolean;
  readonly hasHomeImages: boolean;
}

type Feature = IsolationReport['features'][number];

/** Finds out by trying: starts a sandbox, mounts an image. Nothing is left behind. */
export async function probeIsolation(cgroups: CgroupSupport, scratchFolder: string): Promise<Isolation> {
  const isRoot = process.getuid?.() === 0;
  const [sandbox, hasHomeImages] = await Promise.all([
    process.platform === 'linux' ? probeSandbox(isRoot) : { userMode: undefined, why: 'Workspaces need Linux.' },
    isRoot && process.platform === 'linux' ? probeHomeImage(scratchFolder) : false,
  ]);
  const { userMode } = sandbox;
  const features: Feature[] = [
    feature('sandbox', userMode !== undefined, {
      how: 'bubblewrap with private mount, process, ipc and host name.',
      whyNot: sandbox.why,
    }),
    feature('host_user', isRoot && userMode !== undefined, {
      how: 'Each workspace has a host user of its own.',
      whyNot: 'The runtime is not root: all workspaces run as its own user.',
    }),
    feature('user_namespace', userMode === 'mapped', {
      how: 'A user namespace without any right on the host.',
      whyNot: 'User namespaces are restricted on this machine: the workspace runs as a plain host user without rights.',
    }),
    feature('network_namespace', userMode !== undefined, {
      how: 'Only the loopback network of its own.',
      whyNot: sandbox.why,
    }),
    ...(['memory', 'cpu', 'pids'] as const).map((controller) =>
      feature(`${controller}_limit`, !cgroups.missing.includes(controller), {
        how: `cgroup ${cgroups.kind}.`,
        whyNot: cgroups.why,
      }),
    ),
    feature('disk_limit', hasHomeImages, {
      how: 'The home is a file system of the size that was chosen.',
      whyNot: `${isRoot ? 'No loop device or mkfs.ext4' : 'The runtime is not root'}: a workspace can fill the disk.`,
    }),
  ];
  return {
    report: { usable: userMode !== undefined, cgroups: cgroups.kind, features },
    userMode,
    isRoot,
    hasHomeImages,
  };
}

function feature(
  name: IsolationFeature,
  isGiven: boolean,
  why: { readonly how: string; readonly whyNot: string },
): Feature {
  return { feature: name, state: isGiven ? 'ok' : 'missing', why: isGiven ? why.how : why.whyNot };
}

async function probeSandbox(isRoot: boolean): Promise<{ userMode: UserMode | undefined; why: string }> {
  const version = await runCommand('bwrap', ['--version']);
  if (version.code !== 0)
    return { userMode: undefined, why: 'bubblewrap is not installed (package `bubblewrap`, version 0.8 or later).' };
  const view = [
    '--unshare-pid',
    '--unshare-net',
    '--ro-bind',
    '/usr',
    '/usr',
    '--symlink',
    'usr/bin',
    '/bin',
    '--symlink',
    'usr/lib',
    '/lib',
  ];
  const rest = ['--symlink', 'usr/lib64', '/lib64', '--proc', '/proc', '--dev', '/dev'];
  const identity = [
    '--reuid',
    String(hostUserBase),
    '--regid',
    String(hostUserBase),
    '--clear-groups',
    '--no-new-privs',
  ];
  const mappedCommand = [
    'bwrap',
    ...view,
    ...rest,
    '--unshare-user',
    '--disable-userns',
    '--cap-drop',
    'ALL',
    '--',
    'true',
  ];
  const [file = '', ...args] = isRoot
    ? [...privateMounts, 'setpriv', ...identity, '--', ...mappedCommand]
    : mappedCommand;
  const mapped = await runCommand(file, args);
  if (mapped.code === 0) return { userMode: 'mapped', why: '' };
  const why = `bubblewrap cannot start a sandbox here: ${mapped.stderr.trim().split('\n')[0] ?? 'no reason given'}.`;
  if (!isRoot) return { userMode: undefined, why };
  const kept = ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'].flatMap((capability) => ['--cap-add', capability]);
  const switched = await runCommand('bwrap', [
    ...view,
    ...rest,
    '--cap-drop',
    'ALL',
    ...kept,
    '--',
    'setpriv',
    ...identity,
    '--',
    'true',
  ]);
  return switched.code === 0 ? { userMode: 'switched', why: '' } : { userMode: undefined, why };
}

async function probeHomeImage(scratchFolder: string): Promise<boolean> {
  const image = path.join(scratchFolder, 'probe.ext4');
  const folder = path.join(scratchFolder, 'probe');
  try {
    mkdirSync(folder, { recursive: true });
    await createHomeImage(image, probeImageMib);
    const [file, ...args] = [...privateMounts, 'mount', '-o', 'loop', image, folder] as const;
    const mounted = await runCommand(file, args);
    return mounted.code === 0;
  } catch {
    return false;
  } finally {
    rmSync(image, { force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}
