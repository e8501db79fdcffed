import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, linkSync, mkdirSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';

import { z } from 'zod';

import { environmentOf } from '../host/environment';
import { joinFiles } from '../cgroups/cgroups';
import type { RuntimeConfig } from '../config';
import { readText } from '../host/processes';
import { parseJsonLines } from '../journal/durable-file';
import type { WorkspaceRecord } from '../journal/workspace-records';
import { mappedUserId, planBwrapCall, type UserMode } from './bwrap-arguments';
import { hostUserBase, privateMounts } from './isolation-probe';
import { launchScript } from './launch-script';
import { buildSyscallFilter } from './syscall-filter';
import { describeSystemFiles } from './system-files';

const bytesPerMib = 1_048_576;
const listenBacklog = 128;
const statusDescriptor = 4;
const optionsDescriptor = 5;
const filterDescriptor = 6;

export interface LaunchOptions {
  readonly config: RuntimeConfig;
  readonly record: WorkspaceRecord;
  readonly userMode: UserMode;
  readonly isRoot: boolean;
  readonly deviceNodes: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Small programs of ours for the person, by name. */
  readonly commands: Readonly<Record<string, string>>;
}

/**
 * Starts a sandbox that outlives this process: detached, its listener inherited. Its standard error is read until its agent answers. The caller has made cgroup and home.
 * Rejects when the first process cannot be started; whether the sandbox stands is seen when its agent answers.
 */
export async function launchSandbox(options: LaunchOptions): Promise<ChildProcess> {
  const { config, record, isRoot, userMode } = options;
  const userId = userMode === 'mapped' ? mappedUserId : hostUserBase + record.slot;
  const { folders, systemFiles } = prepareRunFolder(options, userId);
  if (!record.home.isImage) mkdirSync(record.home.path, { recursive: true, mode: 0o700 });

  const tools = { node: config.nodeFile, 'agent.cjs': config.agentFile, 'pty.node': config.ptyModuleFile };
  // As root, home and tools are mounted where the workspace's host user can reach them; otherwise it is our own user, who can.
  const place = (name: keyof typeof tools) => (isRoot ? path.join(folders.stage, 'tools', name) : tools[name]);
  const filter = buildSyscallFilter(process.arch);
  const bwrap = planBwrapCall({
    userMode,
    userId,
    name: record.spec.name,
    homeFolder: isRoot ? path.join(folders.stage, 'home') : record.home.path,
    systemFolder: folders.etc,
    commandFolder: folders.bin,
    systemFiles,
    nodeFile: place('node'),
    agentFile: place('agent.cjs'),
    ptyModuleFile: place('pty.node'),
    deviceNodes: options.deviceNodes,
    env: options.env,
    temporaryBytes: Math.floor((record.spec.memoryMib * bytesPerMib) / 2),
    statusDescriptor,
    filterDescriptor: filter === undefined ? undefined : filterDescriptor,
  });
  const launch = [
    ...[...joinFiles(record.cgroupFolders), '--'],
    String(hostUserBase + record.slot),
    ...(isRoot ? [record.home.path, folders.stage] : ['none', 'none']),
    isRoot && userMode === 'mapped' ? 'setpriv' : 'none',
    ...[...Object.entries(tools).flat(), '--', 'bwrap', '--args', String(optionsDescriptor), '--', ...bwrap.command],
  ];
  const ownMounts = isRoot ? privateMounts : [];
  const command = [...ownMounts, '/bin/sh', '-c', launchScript, 'launch', ...launch];
  const bwrapOptions = Buffer.from(bwrap.options.map((option) => `${option}\0`).join(''));
  return spawnDetached(command, record, [bwrapOptions, ...(filter === undefined ? [] : [filter])]);
}

type RunFolders = Readonly<Record<'stage' | 'etc' | 'bin', string>>;

/** Small files of the workspace's own, readable by its user; only they, for the folder above cannot be listed. */
function prepareRunFolder(
  { record, commands }: LaunchOptions,
  userId: number,
): { folders: RunFolders; systemFiles: string[] } {
  const below = (name: string) => path.join(record.runFolder, name);
  const folders = { stage: below('stage'), etc: below('etc'), bin: below('bin') };
  for (const folder of [record.runFolder, ...Object.values(folders)]) makeOpenFolder(folder);
  const systemFiles = describeSystemFiles(record.spec.name, userId);
  for (const [name, text] of Object.entries(systemFiles)) writeOpenFile(path.join(folders.etc, name), text);
  for (const [name, text] of Object.entries(commands)) writeOpenFile(path.join(folders.bin, name), text, 0o755);
  return { folders, systemFiles: Object.keys(systemFiles) };
}

async function spawnDetached(
  command: readonly string[],
  record: WorkspaceRecord,
  handedOver: readonly Buffer[],
): Promise<ChildProcess> {
  const [file = '', ...args] = command;
  const server = await listen(record.listenerPath);
  const status = openSync(record.statusFile, 'w', 0o600);
  const contents = handedOver.map((bytes) => openNameless(path.join(record.runFolder, 'handed-over'), bytes));
  try {
    const stdio = ['ignore', 'ignore', 'pipe', descriptorOf(server), status, ...contents] as const;
    const child = spawn(file, args, {
      detached: true,
      stdio: [...stdio],
      cwd: '/',
      env: environmentOf({ PATH: process.env['PATH'] ?? '' }),
    });
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    return child;
  } finally {
    closeSync(status);
    for (const descriptor of contents) closeSync(descriptor);
    // Closing unlinks the path the server was opened with; the hard link keeps the socket reachable for us alone.
    server.close();
  }
}

/** A descriptor from which bwrap reads these bytes. The file has no name any more. */
function openNameless(file: string, bytes: Buffer): number {
  writeFileSync(file, bytes, { mode: 0o600 });
  const descriptor = openSync(file, 'r');
  rmSync(file);
  return descriptor;
}

async function listen(listenerPath: string): Promise<Server> {
  const first = `${listenerPath}.new`;
  rmSync(first, { force: true });
  rmSync(listenerPath, { force: true });
  const server = createServer({ pauseOnConnect: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path: first, backlog: listenBacklog }, resolve);
  });
  chmodSync(first, 0o600);
  linkSync(first, listenerPath);
  return server;
}

/** Node has no public name for a listener's descriptor, and it must be handed to a program that is not Node. */
function descriptorOf(server: Server): number {
  const handle = z.object({ _handle: z.object({ fd: z.int().min(0) }) }).parse(server);
  return handle._handle.fd;
}

/** The sandbox' user must pass through here, whatever this process' mask is. */
function makeOpenFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
}

function writeOpenFile(file: string, text: string, mode = 0o644): void {
  writeFileSync(file, text);
  chmodSync(file, mode);
}

interface SandboxStatus {
  /** The workspace's first process. */
  readonly initPid: number | null;
  readonly exitCode: number | null;
  /** When the exit code was written down, in milliseconds since 1970; it is the last thing that is. */
  readonly exitedAtMs: number | null;
}

/** What bwrap, which outlives the runtime, reported so far: the start of the workspace, and its end once it has ended. */
export function readSandboxStatus(statusFile: string): SandboxStatus {
  const schema = z.object({ 'child-pid': z.int().optional(), 'exit-code': z.int().optional() });
  const reports = parseJsonLines(readText(statusFile) ?? '').map((line) => schema.safeParse(line).data);
  const exitCode = reports.find((report) => report?.['exit-code'] !== undefined)?.['exit-code'] ?? null;
  return {
    initPid: reports.find((report) => report?.['child-pid'] !== undefined)?.['child-pid'] ?? null,
    exitCode,
    exitedAtMs: exitCode === null ? null : (statSync(statusFile, { throwIfNoEntry: false })?.mtimeMs ?? null),
  };
}
