import type { ChildProcess } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

import { readCgroupUsage } from '../cgroups/cgroups';
import { isAlive } from '../host/processes';
import type { WorkspaceRecord } from '../journal/workspace-records';
import { RuntimeError } from '../protocol/errors';
import { type FrameReader, readJson } from '../protocol/frames';
import type {
  CleanupProof,
  ProvisionProgress,
  ReleaseResult,
  WorkspaceSpec,
  WorkspaceStatus,
} from '../protocol/task-schemas';
import { readSandboxStatus } from '../sandbox/launcher';
import { askAgent, openAgentStream } from './agent-connection';
import { askProgramsToEnd, clearAway, countProcesses, endAllProcesses } from './cleanup';
import { type ExitSigns, timeExit } from './exit-time';
import type { Host } from './host';
import { bringUp, planWorkspace } from './provision';
import { sampleCpu } from './stats';
import { describeWorkspace, holdWorkspace, type Workspace } from './workspace';

/** How often workspaces are looked at: whether they live, and whether the kernel ended programs for want of memory. */
const lookEveryMs = 1_000;
/** What programs said at their end still has to reach its viewers. */
const settleMaxMs = 2_000;
/** A second's worth of ended PTYs that is still plausible; each is an event on disk. */
const exitsPerLookMax = 50;
const outOfMemoryReportEveryMs = 10_000;
const workspacesMax = 10_000;

const exitSchema = z.object({ number: z.int(), ptyId: z.string().max(64), code: z.int(), signal: z.int().nullable() });

/** All workspaces of this machine. */
export class Workspaces {
  private readonly byId = new Map<string, Workspace>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly host: Host) {}

  /** Takes over what the journal names: what still runs is kept, what was half made is ended. Call once, before any task. */
  async adopt(): Promise<void> {
    const atMs = Date.now();
    const records = this.host.records.readAll();
    await Promise.all(records.map((record) => this.adoptOne(record)));
    if (records.some(({ state }) => state === 'running')) this.host.lastLook.note(atMs);
    this.timer = setInterval(() => this.lookAtAll(), lookEveryMs);
  }

  /** Stops looking; the workspaces run on. */
  leave(): void {
    clearInterval(this.timer);
    for (const workspace of this.byId.values()) workspace.watch?.destroy();
  }

  get count(): number {
    return this.byId.size;
  }

  list(): WorkspaceStatus[] {
    return [...this.byId.values()].map(describeWorkspace);
  }

  find(workspaceId: string): Workspace | undefined {
    return this.byId.get(workspaceId);
  }

  /** A workspace whose agent can be asked. Throws `workspace_not_found` or `workspace_ended`. */
  getRunning(workspaceId: string): Workspace {
    const workspace = this.byId.get(workspaceId);
    if (workspace === undefined) throw new RuntimeError('workspace_not_found', 'No such workspace runs on this node.');
    if (workspace.record.state === 'running') return workspace;
    throw new RuntimeError(
      'workspace_ended',
      `The workspace is not running (${workspace.record.state.replace('_', ' ')}).`,
    );
  }

  /** Starts a workspace, or joins or confirms the one that was started with the same specification. */
  async provision(spec: WorkspaceSpec, onProgress: (progress: ProvisionProgress) => void): Promise<WorkspaceStatus> {
    const known = this.byId.get(spec.workspaceId);
    if (known !== undefined) return this.confirm(known, spec);
    this.checkRoom(spec);
    const workspace = holdWorkspace(planWorkspace(this.host, spec, this.findSlot()));
    this.byId.set(spec.workspaceId, workspace);
    workspace.provisioning = this.start(workspace, onProgress);
    await workspace.provisioning;
    return describeWorkspace(workspace);
  }

  /** Ends a workspace and proves that nothing is left. Repeating it is safe; a blocked cleanup is tried again. */
  async release(workspaceId: string, graceMs: number): Promise<ReleaseResult> {
    const workspace = this.byId.get(workspaceId);
    if (workspace === undefined) return { outcome: 'absent', proof: await this.proveAbsence(workspaceId) };
    workspace.releasing ??= this.end(workspace, graceMs).finally(() => {
      workspace.releasing = undefined;
    });
    return workspace.releasing;
  }

  private async confirm(workspace: Workspace, spec: WorkspaceSpec): Promise<WorkspaceStatus> {
    if (!isDeepStrictEqual(workspace.record.spec, spec)) {
      throw new RuntimeError('workspace_conflict', 'A workspace of this name runs with another specification.');
    }
    await workspace.provisioning;
    if (workspace.record.state !== 'running')
      throw new RuntimeError('workspace_ended', 'The workspace has already ended.');
    return describeWorkspace(workspace);
  }

  private checkRoom({ gpuIds }: WorkspaceSpec): void {
    const { report } = this.host.isolation;
    const missing = report.features.find(
      ({ feature, state }) =>
        state === 'missing' && (feature === 'sandbox' || this.host.config.requiredIsolation.includes(feature)),
    );
    if (missing !== undefined) {
      throw new RuntimeError(
        'isolation_unavailable',
        `This machine cannot isolate workspaces as required (${missing.feature}): ${missing.why}`,
      );
    }
    if (this.byId.size >= workspacesMax)
      throw new RuntimeError('no_capacity', 'This node holds as many workspaces as it can.');
    for (const gpuId of gpuIds) {
      if (this.host.gpus.find(gpuId) === undefined)
        throw new RuntimeError('no_capacity', `This node has no GPU ${gpuId}.`);
      const holder = [...this.byId.values()].find(({ record }) => record.spec.gpuIds.includes(gpuId));
      if (holder !== undefined) throw new RuntimeError('no_capacity', `GPU ${gpuId} is held by another workspace.`);
    }
  }

  private findSlot(): number {
    const taken = new Set([...this.byId.values()].map(({ record }) => record.slot));
    let slot = 0;
    while (taken.has(slot)) slot += 1;
    return slot;
  }

  private async start(workspace: Workspace, onProgress: (progress: ProvisionProgress) => void): Promise<void> {
    const { record } = workspace;
    const { workspaceId } = record.spec;
    try {
      const child = await bringUp(this.host, record, onProgress);
      this.followChild(workspace, child);
      record.state = 'running';
      record.startedAt = new Date().toISOString();
      this.host.records.save(record);
      this.reportStart(workspace);
      sampleCpu(workspace, Date.now());
      this.watchAgent(workspace);
      this.host.log('workspace started', { workspaceId });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      this.host.log('workspace failed to start', { workspaceId, cause });
      await this.clearAfterFailure(workspace);
      throw error;
    } finally {
      workspace.provisioning = undefined;
    }
  }

  private async clearAfterFailure(workspace: Workspace): Promise<void> {
    const proof = await clearAway(workspace.record, this.host.gpus);
    if (proof.proved) this.forget(workspace);
    else this.block(workspace, proof);
  }

  private async end(workspace: Workspace, graceMs: number): Promise<ReleaseResult> {
    const { record } = workspace;
    await workspace.provisioning?.catch(() => undefined);
    record.state = 'releasing';
    this.host.records.save(record);
    if (graceMs > 0) {
      await askProgramsToEnd(record, graceMs);
      const lastWords = { schema: z.object({}), timeoutMs: settleMaxMs };
      await askAgent(record.listenerPath, { op: 'settle' }, lastWords).catch(() => undefined);
    }
    workspace.watch?.destroy();
    const proof = await clearAway(record, this.host.gpus);
    // Before the record goes: after a crash in between, the release is run and reported again rather than never.
    this.host.events.append({ type: 'workspace_released', workspaceId: record.spec.workspaceId, proof });
    if (proof.proved) this.forget(workspace);
    else this.block(workspace, proof);
    this.host.log('workspace released', {
      workspaceId: record.spec.workspaceId,
      proved: proof.proved,
      blockers: proof.blockers,
    });
    return { outcome: proof.proved ? 'released' : 'cleanup_blocked', proof };
  }

  private block(workspace: Workspace, proof: CleanupProof): void {
    workspace.record.state = 'cleanup_blocked';
    workspace.record.proof = proof;
    this.host.records.save(workspace.record);
  }

  private forget(workspace: Workspace): void {
    this.byId.delete(workspace.record.spec.workspaceId);
    this.host.records.remove(workspace.record.spec.workspaceId);
  }

  /** Every place a workspace leaves traces in is derived from its name, so an unknown one can be looked for too. */
  private proveAbsence(workspaceId: string): Promise<CleanupProof> {
    const limits = { cpuMillis: 100, memoryMib: 128, diskMib: 64, pidsMax: 16 };
    const spec = { workspaceId, name: 'absent', gpuIds: [], env: {}, image: 'host' as const, ...limits };
    return clearAway(planWorkspace(this.host, spec, this.findSlot()), this.host.gpus);
  }

  private async adoptOne(record: WorkspaceRecord): Promise<void> {
    const { workspaceId } = record.spec;
    const workspace = holdWorkspace(record);
    this.byId.set(workspaceId, workspace);
    if (record.bootId !== this.host.bootId) {
      // Numbers of another boot name other processes now: they must not be touched.
      record.sandbox = null;
      record.init = null;
    }
    switch (record.state) {
      case 'provisioning':
        this.host.log('workspace was half started; clearing it away', { workspaceId });
        return this.clearAfterFailure(workspace);
      case 'running':
        if (this.lacksEvent(workspace, 'workspace_started')) this.reportStart(workspace);
        if (await this.agrees(record)) {
          sampleCpu(workspace, Date.now());
          this.watchAgent(workspace);
          this.host.log('workspace adopted', { workspaceId });
        } else if (isRunning(record)) await this.handleExit(workspace, { aliveAtMs: Date.now(), isWatched: true });
        else await this.handleExit(workspace, { aliveAtMs: this.host.lastLook.atMs, isWatched: false });
        return;
      case 'releasing':
        await this.release(workspaceId, 0);
        return;
      case 'exited':
        if (this.lacksEvent(workspace, 'workspace_exited')) this.reportExit(workspace);
        return;
      case 'cleanup_blocked':
    }
  }

  /** Whether what runs is what was journaled: same processes by start time, in its cgroup, answering on its listener. */
  private async agrees(record: WorkspaceRecord): Promise<boolean> {
    const { cgroupFolders } = record;
    if (!isRunning(record)) return false;
    if (Object.keys(cgroupFolders).length > 0 && countProcesses(record) === 0) return false;
    const hello = { schema: z.object({ pid: z.int() }) };
    return askAgent(record.listenerPath, { op: 'hello' }, hello).then(
      () => true,
      () => false,
    );
  }

  private followChild(workspace: Workspace, child: ChildProcess): void {
    child.once('exit', () => void this.handleExit(workspace));
    if (child.exitCode !== null || child.signalCode !== null) void this.handleExit(workspace);
  }

  /** The workspace ended without being asked to. What is left of it is ended too, so that nothing runs unpaid; its slot stays held. */
  private async handleExit(
    workspace: Workspace,
    sight: Pick<ExitSigns, 'aliveAtMs' | 'isWatched'> = { aliveAtMs: this.host.lastLook.atMs, isWatched: true },
  ): Promise<void> {
    const { record } = workspace;
    if (record.state !== 'running') return;
    const noticedAtMs = Date.now();
    record.state = 'exited';
    workspace.watch?.destroy();
    const isOutOfMemory = readCgroupUsage(record.cgroupFolders).outOfMemoryKills > workspace.outOfMemorySeen;
    workspace.outOfMemoryReportedAtMs = 0;
    this.reportOutOfMemory(workspace);
    const { exitCode, exitedAtMs } = readSandboxStatus(record.statusFile);
    const reason = nameExit(exitCode, isOutOfMemory);
    await endAllProcesses(record);
    const startedAtMs = Date.parse(record.startedAt ?? record.createdAt);
    const time = timeExit({ ...sight, startedAtMs, noticedAtMs, recordedAtMs: exitedAtMs });
    record.exit = { ...time, code: exitCode, reason };
    this.host.records.save(record);
    this.reportExit(workspace);
  }

  private reportStart({ record }: Workspace): void {
    const started = { type: 'workspace_started', workspaceId: record.spec.workspaceId } as const;
    this.host.events.append(started, record.startedAt ?? undefined);
  }

  private reportExit({ record }: Workspace): void {
    if (record.exit === null) return;
    const { workspaceId } = record.spec;
    const { at, ...facts } = record.exit;
    this.host.events.append({ type: 'workspace_exited', workspaceId, ...facts }, at);
    this.host.log('workspace exited', { workspaceId, at, ...facts });
  }

  /** A crash may have come between the journal and the event. */
  private lacksEvent({ record }: Workspace, type: 'workspace_started' | 'workspace_exited'): boolean {
    return !this.host.events.has(type, record.spec.workspaceId, record.createdAt);
  }

  /** Turns the agent's reports of ended PTYs into events. After a lost connection it asks again from the last one it knows. */
  private watchAgent(workspace: Workspace): void {
    const { record } = workspace;
    const retry = () => {
      workspace.watch = undefined;
    };
    openAgentStream(record.listenerPath, { op: 'watch', afterExit: record.lastPtyExit }).then(({ socket, reader }) => {
      if (record.state !== 'running') return socket.destroy();
      workspace.watch = socket;
      const read = (chunk: Buffer) => this.readExits(workspace, reader, chunk);
      socket.on('data', read).on('error', retry).on('close', retry);
      read(reader.takeAll());
      return socket.resume();
    }, retry);
  }

  private readExits(workspace: Workspace, reader: FrameReader, chunk: Buffer): void {
    const { record, watch } = workspace;
    try {
      for (const frame of reader.push(chunk)) {
        const { number, ptyId, code, signal } = exitSchema.parse(readJson(frame.payload));
        if (number <= record.lastPtyExit) continue;
        record.lastPtyExit = number;
        this.host.events.append({ type: 'pty_exited', workspaceId: record.spec.workspaceId, ptyId, code, signal });
        this.host.records.save(record);
        workspace.exitsSinceLook += 1;
      }
      if (workspace.exitsSinceLook > exitsPerLookMax) watch?.pause();
    } catch {
      watch?.destroy();
    }
  }

  private lookAtAll(): void {
    const atMs = Date.now();
    let running = 0;
    for (const workspace of this.byId.values()) {
      const { record } = workspace;
      if (record.state !== 'running') continue;
      if (!isRunning(record)) {
        void this.handleExit(workspace);
        continue;
      }
      running += 1;
      this.reportOutOfMemory(workspace);
      workspace.exitsSinceLook = 0;
      workspace.watch?.resume();
      if (workspace.watch === undefined) this.watchAgent(workspace);
    }
    if (running > 0) this.host.lastLook.note(atMs);
  }

  /** At once, then gathered: a workspace at its limit may lose programs all day. */
  private reportOutOfMemory(workspace: Workspace): void {
    const { record } = workspace;
    const { outOfMemoryKills } = readCgroupUsage(record.cgroupFolders);
    workspace.outOfMemorySeen = outOfMemoryKills;
    const kills = outOfMemoryKills - record.outOfMemoryKills;
    if (kills <= 0 || Date.now() - workspace.outOfMemoryReportedAtMs < outOfMemoryReportEveryMs) return;
    workspace.outOfMemoryReportedAtMs = Date.now();
    record.outOfMemoryKills = outOfMemoryKills;
    this.host.records.save(record);
    this.host.events.append({ type: 'workspace_out_of_memory', workspaceId: record.spec.workspaceId, kills });
  }
}

function isRunning({ sandbox, init }: WorkspaceRecord): boolean {
  return sandbox !== null && init !== null && isAlive(sandbox) && isAlive(init);
}

/** No code: nobody was there to see the end. 137 is SIGKILL, by the kernel for want of memory or by somebody. */
function nameExit(exitCode: number | null, isOutOfMemory: boolean): 'exited' | 'killed' | 'out_of_memory' | 'lost' {
  if (exitCode !== null && exitCode !== 137) return 'exited';
  if (isOutOfMemory) return 'out_of_memory';
  return exitCode === null ? 'lost' : 'killed';
}
