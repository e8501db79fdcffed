import { existsSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { readProcess, readText, signalProcess } from '../host/processes';
import type { CgroupFolders } from '../journal/workspace-records';
import { type CgroupMounts, parseCgroupMounts, wantedControllers } from './mounts';

/** Processes beyond the person's own limit for the agent's threads, the sandbox and the launch itself. */
const pidsReserve = 32;
const cpuPeriodUs = 100_000;

export interface CgroupLimits {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly pidsMax: number;
}

/** Use so far. Null where the controller is missing. */
export interface CgroupUsage {
  readonly cpuUsageUs: number | null;
  readonly memoryBytes: number | null;
  readonly pids: number | null;
  readonly outOfMemoryKills: number;
}

/** Where cgroups of ours can be made on this machine, and with which controllers. */
export interface CgroupSupport {
  readonly kind: 'v1' | 'v2' | 'none';
  /** Folder per v1 controller, or `unified`, in which a folder per workspace is made. */
  readonly parents: CgroupFolders;
  readonly missing: readonly ('memory' | 'cpu' | 'pids')[];
  /** Why what is missing is missing, for a person. */
  readonly why: string;
}

/** Tries to make our own parent cgroup, and reports what worked. `groupName` keeps two runtimes on one machine apart. */
export function prepareCgroups(groupName: string): CgroupSupport {
  const mounts = parseCgroupMounts(readText('/proc/self/mountinfo') ?? '', readText('/proc/self/cgroup') ?? '');
  const v1 = prepareV1(mounts, groupName);
  if (v1 !== undefined) return v1;
  return prepareV2(mounts, groupName);
}

function prepareV1(mounts: CgroupMounts, groupName: string): CgroupSupport | undefined {
  const parents: CgroupFolders = {};
  for (const controller of wantedControllers) {
    const base = mounts.folders[controller];
    const folder = base === undefined ? undefined : path.join(base, groupName);
    if (folder !== undefined && tryMakeFolder(folder)) parents[controller] = folder;
  }
  if (Object.keys(parents).length === 0) return undefined;
  const missing = (['memory', 'cpu', 'pids'] as const).filter((controller) => parents[controller] === undefined);
  return { kind: 'v1', parents, missing, why: 'This cgroup v1 controller is not mounted, or not writable.' };
}

/**
 * Version 2 forbids processes beside children that have controllers. So the runtime first moves itself into a leaf of its own cgroup (a service with a
 * delegated subtree). Where others live there too (a login session), the top of the hierarchy is tried, which root may use; in a
 * container, whose top has processes, they are all moved into a leaf.
 */
function prepareV2({ unified }: CgroupMounts, groupName: string): CgroupSupport {
  const all = ['memory', 'cpu', 'pids'] as const;
  const none = (why: string): CgroupSupport => ({ kind: 'none', parents: {}, missing: all, why });
  if (unified === undefined) return none('No cgroup file system is mounted.');
  const { folder, mountPoint } = unified;
  const own = [String(process.pid)];
  const places = [
    ...(folder === mountPoint ? [] : [{ base: folder, move: () => own }]),
    { base: mountPoint, move: () => [] },
    { base: folder, move: () => (readText(path.join(folder, 'cgroup.procs')) ?? '').split('\n') },
  ];
  for (const { base, move } of places) {
    const parent = path.join(base, groupName);
    if (!tryMakeFolder(parent)) continue;
    moveIntoLeaf(path.join(base, `${groupName}-runtime`), move());
    for (const enabled of [base, parent]) enableControllers(enabled, all);
    const given = (readText(path.join(parent, 'cgroup.subtree_control')) ?? '').split(/\s+/);
    const missing = all.filter((controller) => !given.includes(controller));
    if (missing.length < all.length) {
      return {
        kind: 'v2',
        parents: { unified: parent },
        missing,
        why: 'This cgroup v2 controller is not delegated to the runtime.',
      };
    }
    tryRemoveFolder(parent);
  }
  return none('No cgroup v2 subtree is delegated to the runtime: run it as a service with Delegate=yes, or as root.');
}

/** Kernel threads and processes that have just ended refuse to move; neither is in the way. */
function moveIntoLeaf(leaf: string, pids: readonly string[]): void {
  const known = pids.filter((pid) => pid !== '');
  if (known.length === 0 || !tryMakeFolder(leaf)) return;
  for (const pid of known) tryWrite(path.join(leaf, 'cgroup.procs'), pid);
}

function enableControllers(folder: string, controllers: readonly string[]): void {
  for (const controller of controllers) tryWrite(path.join(folder, 'cgroup.subtree_control'), `+${controller}`);
}

/** Folders a workspace will use; nothing is made yet. */
export function nameCgroupFolders(support: CgroupSupport, workspaceId: string): CgroupFolders {
  return Object.fromEntries(
    Object.entries(support.parents).map(([key, parent]) => [key, path.join(parent, workspaceId)]),
  );
}

/** Makes the folders and sets the limits. Throws when a limit that this machine can give is refused. */
export function createCgroup(folders: CgroupFolders, limits: CgroupLimits): void {
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  const quota = Math.max(1_000, Math.round((limits.cpuMillis / 1_000) * cpuPeriodUs));
  const pids = String(limits.pidsMax + pidsReserve);
  const bytes = String(limits.memoryBytes);
  const { memory, cpu, pids: pidsFolder, unified } = folders;
  if (memory !== undefined) {
    writeLimit(memory, 'memory.limit_in_bytes', bytes);
    // Swap beyond the memory limit would make it soft; kernels without swap accounting lack the file.
    tryWrite(path.join(memory, 'memory.memsw.limit_in_bytes'), bytes);
    tryWrite(path.join(memory, 'memory.swappiness'), '0');
  }
  if (cpu !== undefined) {
    writeLimit(cpu, 'cpu.cfs_period_us', String(cpuPeriodUs));
    writeLimit(cpu, 'cpu.cfs_quota_us', String(quota));
  }
  if (pidsFolder !== undefined) writeLimit(pidsFolder, 'pids.max', pids);
  if (unified === undefined) return;
  const offered = (readText(path.join(unified, 'cgroup.controllers')) ?? '').split(/\s+/);
  if (offered.includes('memory')) {
    writeLimit(unified, 'memory.max', bytes);
    tryWrite(path.join(unified, 'memory.swap.max'), '0');
  }
  if (offered.includes('cpu')) writeLimit(unified, 'cpu.max', `${quota} ${cpuPeriodUs}`);
  if (offered.includes('pids')) writeLimit(unified, 'pids.max', pids);
}

/** Files to which a process writes itself to join. */
export function joinFiles(folders: CgroupFolders): string[] {
  return Object.values(folders).map((folder) => path.join(folder, 'cgroup.procs'));
}

/** Live processes in any of the folders. */
export function listCgroupProcesses(folders: CgroupFolders): number[] {
  const pids = new Set<number>();
  for (const file of joinFiles(folders)) {
    for (const line of (readText(file) ?? '').split('\n')) if (line !== '') pids.add(Number(line));
  }
  return [...pids].filter((pid) => readProcess(pid) !== undefined);
}

/** Sends SIGKILL to everything inside, after making sure that nothing new can start. Call again until nothing is left. */
export function killCgroup(folders: CgroupFolders): void {
  const { pids, unified } = folders;
  if (pids !== undefined) tryWrite(path.join(pids, 'pids.max'), '0');
  if (unified !== undefined) {
    tryWrite(path.join(unified, 'pids.max'), '0');
    tryWrite(path.join(unified, 'cgroup.kill'), '1');
  }
  for (const pid of listCgroupProcesses(folders)) signalProcess(pid, 'SIGKILL');
}

/** Removes the folders, with any a workspace made inside them. True when none is left. */
export function removeCgroup(folders: CgroupFolders): boolean {
  return Object.values(folders)
    .map((folder) => tryRemoveTree(folder))
    .every(Boolean);
}

/** Whether any of the folders exists. */
export function hasCgroup(folders: CgroupFolders): boolean {
  return Object.values(folders).some((folder) => existsSync(folder));
}

/** Current use. Memory is without page cache that the kernel can drop at once, as `docker stats` and the kubelet count it. */
export function readCgroupUsage({ memory, cpuacct, pids, unified }: CgroupFolders): CgroupUsage {
  if (unified !== undefined) {
    const cpu = readKey(path.join(unified, 'cpu.stat'), 'usage_usec');
    return {
      cpuUsageUs: cpu,
      memoryBytes: subtract(
        readNumber(path.join(unified, 'memory.current')),
        readKey(path.join(unified, 'memory.stat'), 'inactive_file'),
      ),
      pids: readNumber(path.join(unified, 'pids.current')),
      outOfMemoryKills: readKey(path.join(unified, 'memory.events'), 'oom_kill') ?? 0,
    };
  }
  const usageNs = cpuacct === undefined ? null : readNumber(path.join(cpuacct, 'cpuacct.usage'));
  return {
    cpuUsageUs: usageNs === null ? null : usageNs / 1_000,
    memoryBytes:
      memory === undefined
        ? null
        : subtract(
            readNumber(path.join(memory, 'memory.usage_in_bytes')),
            readKey(path.join(memory, 'memory.stat'), 'total_inactive_file'),
          ),
    pids: pids === undefined ? null : readNumber(path.join(pids, 'pids.current')),
    outOfMemoryKills: memory === undefined ? 0 : (readKey(path.join(memory, 'memory.oom_control'), 'oom_kill') ?? 0),
  };
}

function subtract(value: number | null, part: number | null): number | null {
  return value === null ? null : Math.max(0, value - (part ?? 0));
}

function readNumber(file: string): number | null {
  const value = Number.parseInt(readText(file) ?? '', 10);
  return Number.isNaN(value) ? null : value;
}

function readKey(file: string, key: string): number | null {
  const line = (readText(file) ?? '').split('\n').find((candidate) => candidate.startsWith(`${key} `));
  return line === undefined ? null : Number(line.slice(key.length + 1));
}

function writeLimit(folder: string, name: string, value: string): void {
  writeFileSync(path.join(folder, name), value);
}

function tryWrite(file: string, value: string): boolean {
  try {
    writeFileSync(file, value);
    return true;
  } catch {
    return false;
  }
}

function tryMakeFolder(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    return true;
  } catch {
    return false;
  }
}

function tryRemoveFolder(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return !existsSync(folder);
  }
}

function tryRemoveTree(folder: string): boolean {
  if (!existsSync(folder)) return true;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) tryRemoveTree(path.join(folder, entry.name));
  }
  return tryRemoveFolder(folder);
}
