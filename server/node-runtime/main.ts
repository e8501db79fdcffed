/** The node runtime's program. See README.md for its environment. */
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';

import { log } from '@/server/shared/log';

import { prepareCgroups, removeCgroup } from './cgroups/cgroups';
import { readConfig, type RuntimeConfig } from './config';
import { Gpus } from './gpus/gpus';
import { closeInheritedDescriptors } from './host/descriptors';
import { readBootId, readText } from './host/processes';
import { writeFileDurably } from './journal/durable-file';
import { EventLog } from './journal/event-log';
import { LastLook } from './journal/last-look';
import { TaskLog } from './journal/task-log';
import { WorkspaceRecords } from './journal/workspace-records';
import { probeIsolation } from './sandbox/isolation-probe';
import { createHandlers } from './tasks/handlers';
import { serveTasks } from './tasks/task-server';
import type { Host } from './workspaces/host';
import { Workspaces } from './workspaces/workspaces';

/** Answers still on their way when the process is told to leave. */
const leaveAfterMs = 200;

/** An abstract socket belongs to at most one process and goes with it, so it cannot be left behind locked. */
async function lock({ groupName }: RuntimeConfig): Promise<Server | undefined> {
  if (process.platform !== 'linux') return undefined;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', () => reject(new Error('Another node runtime already uses this data folder.')));
    server.listen(`\0${groupName}`, resolve);
  });
  return server;
}

function readNodeId(stateFolder: string): string {
  const file = path.join(stateFolder, 'node-id');
  const known = readText(file)?.trim();
  if (known !== undefined && known !== '') return known;
  const nodeId = randomUUID();
  writeFileDurably(file, nodeId);
  return nodeId;
}

async function describeHost(config: RuntimeConfig): Promise<Host> {
  for (const name of ['status', 'homes'])
    mkdirSync(path.join(config.stateFolder, name), { recursive: true, mode: 0o700 });
  mkdirSync(config.runFolder, { recursive: true });
  // Sandboxes run as users of their own and must pass through; they cannot list it.
  chmodSync(config.runFolder, 0o711);
  const nodeId = readNodeId(config.stateFolder);
  const cgroups = prepareCgroups(config.groupName);
  const [isolation, gpus] = await Promise.all([
    probeIsolation(cgroups, config.stateFolder),
    Gpus.discover(config.declaredGpus, nodeId),
  ]);
  // For whoever started this process and wants to say what the machine gives, without a task.
  writeFileDurably(path.join(config.stateFolder, 'isolation.json'), JSON.stringify(isolation.report));
  return {
    config,
    nodeId,
    bootId: readBootId(),
    startedAt: new Date().toISOString(),
    cgroups,
    isolation,
    gpus,
    records: new WorkspaceRecords(path.join(config.stateFolder, 'workspaces')),
    events: new EventLog(path.join(config.stateFolder, 'events.jsonl'), { nodeId, privateKey: config.eventPrivateKey }),
    lastLook: new LastLook(path.join(config.stateFolder, 'last-look')),
    log: (message, facts) => log().info(facts ?? {}, message),
  };
}

/** Without workspaces nothing outside the state folder needs to stay. */
function leaveNoTrace({ config, cgroups }: Host): void {
  removeCgroup(cgroups.parents);
  rmSync(config.runFolder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  closeInheritedDescriptors();
  process.umask(0o077);
  const config = readConfig(process.env);
  await lock(config);
  const host = await describeHost(config);
  const workspaces = new Workspaces(host);
  await workspaces.adopt();

  const leave = () => {
    rmSync(config.socketPath, { force: true });
    workspaces.leave();
    if (workspaces.count === 0) leaveNoTrace(host);
    setTimeout(() => process.exit(0), leaveAfterMs);
  };
  const handlers = createHandlers(host, workspaces, leave);
  await serveTasks({ host, workspaces, handlers, taskLog: new TaskLog(path.join(config.stateFolder, 'tasks.jsonl')) });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, leave);
  host.log('runtime ready', {
    socket: config.socketPath,
    nodeId: host.nodeId,
    workspaces: workspaces.count,
    isolation: host.isolation.report,
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
