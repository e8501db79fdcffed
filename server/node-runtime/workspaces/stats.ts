import { statfs } from 'node:fs/promises';

import { type CgroupUsage, readCgroupUsage } from '../cgroups/cgroups';
import { listDescendants, readText, readTreeUsage } from '../host/processes';
import type { WorkspaceStats } from '../protocol/task-schemas';
import type { Host } from './host';
import type { Workspace } from './workspace';

const bytesPerMib = 1_048_576;
/** Two looks closer together than this give no usable share of the processor. */
const cpuWindowMinMs = 250;

/** Looks at the processor clock and keeps the share of the workspace's own limit that was used since the look before, in percent. */
export function sampleCpu(workspace: Workspace, atMs: number): number | null {
  const { cpuUsageUs } = readUsage(workspace);
  if (cpuUsageUs === null) return null;
  const last = workspace.cpuSample;
  if (last !== undefined && atMs - last.atMs < cpuWindowMinMs) return last.percent;
  const allowedUs = last === undefined ? 0 : (atMs - last.atMs) * workspace.record.spec.cpuMillis;
  const percent =
    last === undefined || allowedUs <= 0 ? 0 : Math.min(100, ((cpuUsageUs - last.usageUs) / allowedUs) * 100);
  workspace.cpuSample = { atMs, usageUs: cpuUsageUs, percent: Math.max(0, Math.round(percent * 10) / 10) };
  return workspace.cpuSample.percent;
}

/** A workspace's use now. */
export async function readStats(host: Host, workspace: Workspace): Promise<WorkspaceStats> {
  const { record } = workspace;
  const { spec } = record;
  const now = Date.now();
  const cpuPercent = sampleCpu(workspace, now);
  const usage = readUsage(workspace);
  const [diskUsedBytes, gpus] = await Promise.all([
    readDiskUse(workspace),
    host.gpus.sample(spec.gpuIds, cpuPercent ?? 0, now),
  ]);
  return {
    workspaceId: spec.workspaceId,
    at: new Date(now).toISOString(),
    cpuPercent,
    cpuUsageMs: usage.cpuUsageUs === null ? null : Math.round(usage.cpuUsageUs / 1_000),
    memoryBytes: usage.memoryBytes,
    memoryLimitBytes: spec.memoryMib * bytesPerMib,
    agentMemoryBytes: readAgentMemory(workspace),
    pids: usage.pids,
    pidsLimit: spec.pidsMax,
    diskUsedBytes,
    diskLimitBytes: spec.diskMib * bytesPerMib,
    outOfMemoryKills: usage.outOfMemoryKills,
    gpus,
  };
}

/** Where nothing limits a workspace, its processes are added up instead. */
function readUsage({ record }: Workspace): CgroupUsage {
  const { cgroupFolders, init } = record;
  if (Object.keys(cgroupFolders).length > 0 || init === null) return readCgroupUsage(cgroupFolders);
  return { ...readTreeUsage(init.pid), outOfMemoryKills: 0 };
}

/** Only a home of its own size can be measured without walking through it. */
async function readDiskUse({ record }: Workspace): Promise<number | null> {
  if (!record.home.isImage || record.init === null) return null;
  try {
    const { blocks, bfree, bsize } = await statfs(`/proc/${record.init.pid}/root/home/user`);
    return (blocks - bfree) * bsize;
  } catch {
    return null;
  }
}

function readAgentMemory({ record }: Workspace): number | null {
  const { init } = record;
  const agent = init === null ? undefined : listDescendants(init.pid).find((process) => process.parentPid === init.pid);
  const kib = /^RssAnon:\s*(\d+) kB$/m.exec(readText(`/proc/${agent?.pid ?? 0}/status`) ?? '')?.[1];
  return kib === undefined ? null : Number(kib) * 1_024;
}
