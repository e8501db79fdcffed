import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';

import { createCgroup, nameCgroupFolders } from '../cgroups/cgroups';
import { checkSocketPath } from '../config';
import { createHomeImage } from '../disk/home-image';
import { readProcess } from '../host/processes';
import type { WorkspaceRecord } from '../journal/workspace-records';
import { RuntimeError } from '../protocol/errors';
import type { ProvisionProgress, WorkspaceSpec } from '../protocol/task-schemas';
import { launchSandbox, readSandboxStatus } from '../sandbox/launcher';
import { askAgent } from './agent-connection';
import type { Host } from './host';

const bytesPerMib = 1_048_576;
/** From the sandbox' start to the agent's answer; half a second is usual on a busy machine. */
const agentStartMaxMs = 30_000;
const complaintMaxChars = 300;
/** A sandbox that is still there keeps its standard error open. */
const complaintAwaitMaxMs = 1_000;

/** A record for a workspace of which nothing exists yet. */
export function planWorkspace(host: Host, spec: WorkspaceSpec, slot: number): WorkspaceRecord {
  const { stateFolder, runFolder } = host.config;
  const folder = path.join(runFolder, `w${slot}`);
  const isImage = host.isolation.hasHomeImages;
  return {
    spec,
    state: 'provisioning',
    slot,
    bootId: host.bootId,
    cgroupKind: host.cgroups.kind,
    cgroupFolders: nameCgroupFolders(host.cgroups, spec.workspaceId),
    runFolder: folder,
    listenerPath: checkSocketPath(path.join(runFolder, `${slot}.sock`)),
    statusFile: path.join(stateFolder, 'status', `${spec.workspaceId}.json`),
    home: { path: path.join(stateFolder, 'homes', isImage ? `${spec.workspaceId}.ext4` : spec.workspaceId), isImage },
    sandbox: null,
    init: null,
    createdAt: new Date().toISOString(),
    startedAt: null,
    exit: null,
    proof: null,
    progress: [],
    lastPtyExit: 0,
    outOfMemoryKills: 0,
  };
}

/**
 * Brings a planned workspace up, step by step; the record is saved before each thing it names exists. Rejects `provision_failed` with a sentence;
 * the caller then clears away what was made.
 */
export async function bringUp(
  host: Host,
  record: WorkspaceRecord,
  onProgress: (progress: ProvisionProgress) => void,
): Promise<ChildProcess> {
  const { spec } = record;
  const step = async <Result>(
    name: ProvisionProgress['step'],
    work: () => Promise<Result> | Result,
  ): Promise<Result> => {
    const startedMs = performance.now();
    onProgress({ step: name, phase: 'started', at: new Date().toISOString() });
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof RuntimeError && cause.code === 'isolation_unavailable') throw cause;
      throw new RuntimeError('provision_failed', failureSentences[name], { cause });
    } finally {
      const durationMs = Math.round(performance.now() - startedMs);
      const progress: ProvisionProgress = { step: name, phase: 'done', at: new Date().toISOString(), durationMs };
      record.progress.push(progress);
      onProgress(progress);
    }
  };

  await step('claim', () => host.records.save(record));
  await step('limits', () => {
    const { cpuMillis, memoryMib, pidsMax } = spec;
    createCgroup(record.cgroupFolders, { cpuMillis, memoryBytes: memoryMib * bytesPerMib, pidsMax });
  });
  await step('disk', () => (record.home.isImage ? createHomeImage(record.home.path, spec.diskMib) : undefined));
  const child = await step('sandbox', async () => {
    const started = await launch(host, record);
    const facts = readProcess(started.pid ?? 0);
    if (facts === undefined) throw new Error('the first process ended at once');
    record.sandbox = { pid: facts.pid, startTicks: facts.startTicks };
    host.records.save(record);
    return started;
  });
  await step('agent', () => awaitAgent(record, child));
  return child;
}

const failureSentences: Readonly<Record<ProvisionProgress['step'], string>> = {
  claim: 'The node could not write its journal.',
  limits: 'The node could not set the limits for processor, memory and processes.',
  disk: 'The node could not make the disk of the workspace.',
  sandbox: 'The node could not start the sandbox.',
  agent: 'The workspace was started but did not come up.',
};

function launch(host: Host, record: WorkspaceRecord): Promise<ChildProcess> {
  const { userMode, isRoot } = host.isolation;
  if (userMode === undefined)
    throw new RuntimeError('isolation_unavailable', 'This machine cannot isolate workspaces.');
  const { gpuIds, env } = record.spec;
  return launchSandbox({
    config: host.config,
    record,
    userMode,
    isRoot,
    deviceNodes: host.gpus.deviceNodes(gpuIds),
    env: { ...env, ...host.gpus.environment(gpuIds) },
    commands: host.gpus.commands(gpuIds),
  });
}

/** The sandbox holds the listener: when it dies before its agent answers, the connection breaks, and what it said on the way tells why. */
async function awaitAgent(record: WorkspaceRecord, child: ChildProcess): Promise<void> {
  const complaint = collectComplaint(child);
  try {
    const schema = z.object({ pid: z.int() });
    await askAgent(record.listenerPath, { op: 'hello' }, { schema, timeoutMs: agentStartMaxMs });
  } catch (cause) {
    await complaint.ended;
    throw new Error(`the sandbox said: ${complaint.text()}`, { cause });
  } finally {
    child.stderr?.destroy();
  }
  const init = readProcess(readSandboxStatus(record.statusFile).initPid ?? 0);
  if (init === undefined) throw new Error('the sandbox does not report its first process');
  record.init = { pid: init.pid, startTicks: init.startTicks };
}

function collectComplaint(child: ChildProcess): { text(): string; ended: Promise<void> } {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-complaintMaxChars);
  });
  const ended = new Promise<void>((resolve) => {
    child.stderr?.once('close', resolve);
    setTimeout(resolve, complaintAwaitMaxMs).unref();
  });
  return { text: () => text.trim() || 'nothing', ended };
}
