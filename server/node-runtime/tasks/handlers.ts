import { statfs } from 'node:fs/promises';
import { arch, cpus, hostname, release, totalmem } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

import { readText } from '../host/processes';
import { writeFileDurably } from '../journal/durable-file';
import { RuntimeError } from '../protocol/errors';
import {
  execResultSchema,
  type NodeInventory,
  type ProvisionProgress,
  ptyInfoSchema,
  type TaskName,
  type TaskOrder,
  type TaskOutput,
} from '../protocol/task-schemas';
import { agentAnswerTimeoutMs, askAgent } from '../workspaces/agent-connection';
import type { Host } from '../workspaces/host';
import { readStats } from '../workspaces/stats';
import { describeWorkspace } from '../workspaces/workspace';
import type { Workspaces } from '../workspaces/workspaces';

const bytesPerMib = 1_048_576;
const nothing = { schema: z.object({}) };

/** What a handler may use besides its input. */
interface TaskContext {
  onProgress(progress: ProvisionProgress): void;
}

type StreamName = 'attachPty' | 'dial' | 'subscribeEvents';

/** A handler for every task that has one answer. */
export type Handlers = {
  readonly [Name in Exclude<TaskName, StreamName>]: (
    order: TaskOrder<Name>,
    context: TaskContext,
  ) => Promise<TaskOutput<Name>>;
};

/** The built-in handlers; nothing else is ever executed. `stop` ends this process after its answer was sent. */
export function createHandlers(host: Host, workspaces: Workspaces, stop: () => void): Handlers {
  const drainFile = path.join(host.config.stateFolder, 'draining');
  const isDraining = () => readText(drainFile) === 'yes';
  const listenerOf = (workspaceId: string) => workspaces.getRunning(workspaceId).record.listenerPath;

  return {
    inventory: async () => describeNode(host, { draining: isDraining(), workspaces: workspaces.count }),
    list: async () => workspaces.list(),
    status: async ({ workspaceId }) => {
      const workspace = workspaces.find(workspaceId);
      return workspace === undefined ? null : describeWorkspace(workspace);
    },
    stats: async ({ workspaceId }) => readStats(host, workspaces.getRunning(workspaceId)),
    provision: async (spec, { onProgress }) => {
      if (isDraining() && workspaces.find(spec.workspaceId) === undefined) {
        throw new RuntimeError('draining', 'The node is being drained and takes no new workspaces.');
      }
      return workspaces.provision(spec, onProgress);
    },
    release: async ({ workspaceId, graceMs }) => workspaces.release(workspaceId, graceMs),
    listPtys: async ({ workspaceId }) =>
      askAgent(listenerOf(workspaceId), { op: 'list' }, { schema: z.array(ptyInfoSchema).max(1_000) }),
    openPty: async ({ workspaceId, command, ...rest }) =>
      askAgent(listenerOf(workspaceId), { op: 'open', argv: command, ...rest }, { schema: ptyInfoSchema }),
    writePty: async ({ workspaceId, ...rest }) => askAgent(listenerOf(workspaceId), { op: 'write', ...rest }, nothing),
    resizePty: async ({ workspaceId, ...rest }) =>
      askAgent(listenerOf(workspaceId), { op: 'resize', ...rest }, nothing),
    closePty: async ({ workspaceId, ptyId }) => askAgent(listenerOf(workspaceId), { op: 'close', ptyId }, nothing),
    exec: async ({ workspaceId, ...rest }) =>
      askAgent(
        listenerOf(workspaceId),
        { op: 'exec', ...rest },
        { schema: execResultSchema, timeoutMs: rest.timeoutMs + agentAnswerTimeoutMs },
      ),
    drain: async () => setDraining(drainFile, true),
    resume: async () => setDraining(drainFile, false),
    shutdown: async ({ endWorkspaces }) => {
      if (endWorkspaces)
        await Promise.all(workspaces.list().map(({ workspaceId }) => workspaces.release(workspaceId, shutdownGraceMs)));
      stop();
      return {};
    },
  };
}

/** Programs are given this long when the whole machine is being stopped. */
const shutdownGraceMs = 2_000;

function setDraining(file: string, isDraining: boolean): Record<string, never> {
  writeFileDurably(file, isDraining ? 'yes' : 'no');
  return {};
}

async function describeNode(host: Host, now: { draining: boolean; workspaces: number }): Promise<NodeInventory> {
  const disk = await statfs(host.config.stateFolder);
  return {
    nodeId: host.nodeId,
    runtimePid: process.pid,
    version: host.config.version,
    hostname: hostname(),
    architecture: arch(),
    kernel: release(),
    startedAt: host.startedAt,
    cpuMillis: cpus().length * 1_000,
    memoryMib: Math.floor(totalmem() / bytesPerMib),
    diskFreeMib: Math.floor((disk.bavail * disk.bsize) / bytesPerMib),
    gpus: [...host.gpus.devices],
    isolation: host.isolation.report,
    ...now,
  };
}
