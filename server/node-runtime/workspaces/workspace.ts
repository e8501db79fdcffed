import type { Socket } from 'node:net';

import type { WorkspaceRecord } from '../journal/workspace-records';
import type { ReleaseResult, WorkspaceStatus } from '../protocol/task-schemas';

/** A workspace as this process holds it: its journaled record, and what is under way. */
export interface Workspace {
  record: WorkspaceRecord;
  /** Set while a provision runs; a second one joins it. */
  provisioning: Promise<void> | undefined;
  /** Set while a release runs; a second one joins it. */
  releasing: Promise<ReleaseResult> | undefined;
  /** The agent's report of ended PTYs. */
  watch: Socket | undefined;
  /** Ended PTYs reported since the last look; a workspace that reports more than is plausible is made to wait. */
  exitsSinceLook: number;
  outOfMemoryReportedAtMs: number;
  /** Programs that the kernel had ended for want of memory at the last look. */
  outOfMemorySeen: number;
  /** Last look at the processor clock, for the share used since. */
  cpuSample: { readonly atMs: number; readonly usageUs: number; readonly percent: number } | undefined;
}

/** A workspace without anything under way. */
export function holdWorkspace(record: WorkspaceRecord): Workspace {
  return {
    record,
    provisioning: undefined,
    releasing: undefined,
    watch: undefined,
    exitsSinceLook: 0,
    outOfMemoryReportedAtMs: 0,
    outOfMemorySeen: record.outOfMemoryKills,
    cpuSample: undefined,
  };
}

/** What the portal is told. */
export function describeWorkspace({ record }: Workspace): WorkspaceStatus {
  const { spec, state, createdAt, startedAt, exit, proof, progress } = record;
  const { workspaceId, gpuIds, cpuMillis, memoryMib, diskMib } = spec;
  return { workspaceId, state, gpuIds, cpuMillis, memoryMib, diskMib, createdAt, startedAt, exit, proof, progress };
}
