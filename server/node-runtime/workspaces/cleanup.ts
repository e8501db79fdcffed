import { existsSync, rmSync } from 'node:fs';

import { hasCgroup, killCgroup, listCgroupProcesses, removeCgroup } from '../cgroups/cgroups';
import { listLoopDevices, removeHome } from '../disk/home-image';
import type { Gpus } from '../gpus/gpus';
import { ignoresTerminate, isAlive, listDescendants, readText, signalProcess } from '../host/processes';
import type { WorkspaceRecord } from '../journal/workspace-records';
import type { CleanupProof } from '../protocol/task-schemas';

/** How long the kernel is given to take down what was killed; after that the workspace is `cleanup_blocked`. */
const takeDownMaxMs = 10_000;
const pollMs = 20;
const gpuTakeDownMaxMs = 2_000;
const gpuPollMs = 200;

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Calls `isDone` until it says so or the time is over. */
async function waitUntil(isDone: () => boolean, maxMs: number): Promise<boolean> {
  const deadline = Date.now() + maxMs;
  while (!isDone()) {
    if (Date.now() >= deadline) return false;
    await wait(pollMs);
  }
  return true;
}

/**
 * Asks the person's programs to end, with SIGTERM, and waits for those that can react, at most `graceMs`. The sandbox' own first process and
 * the agent are left alone: with them everything would be gone at once.
 */
export async function askProgramsToEnd(record: WorkspaceRecord, graceMs: number): Promise<void> {
  const { init } = record;
  if (init === null || !isAlive(init)) return;
  const isOurs = (process: { pid: number; parentPid: number }) =>
    process.parentPid === init.pid && isAgent(process.pid);
  const programs = listDescendants(init.pid).filter((process) => !isOurs(process));
  for (const program of programs) signalProcess(program.pid, 'SIGTERM');
  await waitUntil(() => !programs.some((program) => isAlive(program) && !ignoresTerminate(program.pid)), graceMs);
}

/** The agent is recognised by its command line; a workspace that imitates it only goes without a polite end. */
function isAgent(pid: number): boolean {
  return (readText(`/proc/${pid}/cmdline`) ?? '').includes('/opt/gpuaas/agent.cjs');
}

/** Ends every process, by force. Returns how many are left after a while. */
export async function endAllProcesses(record: WorkspaceRecord): Promise<number> {
  const isGone = () => {
    for (const process of [record.init, record.sandbox]) {
      if (process !== null && isAlive(process)) signalProcess(process.pid, 'SIGKILL');
    }
    killCgroup(record.cgroupFolders);
    return countProcesses(record) === 0;
  };
  await waitUntil(isGone, takeDownMaxMs);
  return countProcesses(record);
}

/** Live processes of a workspace: those in its cgroup, and its first ones where there is none. */
export function countProcesses(record: WorkspaceRecord): number {
  const pids = new Set(listCgroupProcesses(record.cgroupFolders));
  for (const process of [record.init, record.sandbox]) if (process !== null && isAlive(process)) pids.add(process.pid);
  return pids.size;
}

/** Removes everything a workspace left on the machine once its processes are gone, then looks what is there. */
export async function clearAway(record: WorkspaceRecord, gpus: Gpus): Promise<CleanupProof> {
  const processes = await endAllProcesses(record);
  if (processes === 0) {
    // Mounts live in the workspace's own mount namespace; the kernel takes them down shortly after its last process.
    await waitUntil(() => findMounts(record).length === 0, takeDownMaxMs);
    await waitUntil(() => removeCgroup(record.cgroupFolders), takeDownMaxMs);
    if (findMounts(record).length === 0) removeHome(record.home.path);
    for (const file of [record.runFolder, record.statusFile]) rmSync(file, { recursive: true, force: true });
  }
  return inspect(record, gpus);
}

/** What is left of a workspace, looked at now. */
async function inspect(record: WorkspaceRecord, gpus: Gpus): Promise<CleanupProof> {
  const processes = countProcesses(record);
  const cgroup =
    Object.keys(record.cgroupFolders).length === 0 ? 'not_used' : hasCgroup(record.cgroupFolders) ? 'present' : 'gone';
  const leftMounts = findMounts(record);
  const mounts = record.home.isImage ? (leftMounts.length === 0 ? 'gone' : 'present') : 'not_used';
  const disk = existsSync(record.home.path) ? 'present' : 'gone';
  const gpuProcesses = await countGpuProcesses(record, gpus);
  const blockers = [
    ...(processes > 0 ? [`${processes} processes do not end, even when killed.`] : []),
    ...(cgroup === 'present' ? ['The kernel still holds the control group.'] : []),
    ...leftMounts.map((mount) => `${mount} is still in use.`),
    ...(disk === 'present' ? ['The home could not be removed.'] : []),
    ...(gpuProcesses > 0 ? [`${gpuProcesses} processes still hold its GPUs.`] : []),
  ];
  return {
    proved: blockers.length === 0,
    processes,
    cgroup,
    mounts,
    disk,
    gpuProcesses,
    blockers,
    checkedAt: new Date().toISOString(),
  };
}

/** The driver lets go of a process a moment after the kernel has; that moment is waited for. */
async function countGpuProcesses(record: WorkspaceRecord, gpus: Gpus): Promise<number> {
  const deadline = Date.now() + gpuTakeDownMaxMs;
  for (;;) {
    const found = await gpus.processesOn(record.spec.gpuIds);
    if (found.length === 0 || Date.now() >= deadline) return found.length;
    await wait(gpuPollMs);
  }
}

/** Loop devices of the image, and mounts in our own namespace below the workspace's folder. */
function findMounts(record: WorkspaceRecord): string[] {
  if (!record.home.isImage) return [];
  const mounts = (readText('/proc/self/mountinfo') ?? '').split('\n').flatMap((line) => {
    const mountPoint = line.split(' ')[4];
    return mountPoint?.startsWith(`${record.runFolder}/`) === true ? [mountPoint] : [];
  });
  return [...listLoopDevices(record.home.path), ...mounts];
}
