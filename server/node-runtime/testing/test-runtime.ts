import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { environmentOf } from '../host/environment';
import { createRuntimeClient, createTaskKeys, type ProvisionInput, type RuntimeClient } from '../protocol';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const startMaxMs = 20_000;

/** A real runtime process with a state folder of its own, and a client that may command it. */
export interface TestRuntime {
  readonly client: RuntimeClient;
  readonly socketPath: string;
  readonly dataFolder: string;
  readonly taskKeys: { privateKey: string; publicKey: string };
  readonly eventKeys: { privateKey: string; publicKey: string };
  /** Ends the process as a crash would. */
  crash(): Promise<void>;
  /** Starts it again on the same state. */
  start(): Promise<void>;
  /** Ends its workspaces and the process, and removes the state. */
  stop(): Promise<void>;
}

let programs: Promise<{ runtimeFile: string; agentFile: string }> | undefined;

/**
 * The two programs, bundled as for production. Placed inside the checkout, so that their packages are found, under a name made of
 * their content, so that test files share them.
 */
function bundlePrograms(): Promise<{ runtimeFile: string; agentFile: string }> {
  programs ??= (async () => {
    const common = {
      absWorkingDir: root,
      bundle: true,
      platform: 'node',
      logLevel: 'warning',
      tsconfig: 'tsconfig.json',
      write: false,
    } as const;
    const [runtime, agent] = await Promise.all([
      build({ ...common, entryPoints: ['server/node-runtime/main.ts'], format: 'esm', packages: 'external' }),
      build({ ...common, entryPoints: ['server/node-runtime/agent/main.ts'], format: 'cjs' }),
    ]);
    return {
      runtimeFile: placeProgram('runtime', '.js', runtime.outputFiles[0]?.contents),
      agentFile: placeProgram('agent', '.cjs', agent.outputFiles[0]?.contents),
    };
  })();
  return programs;
}

/** Renamed into place, for another test file may be starting the same program just now. */
function placeProgram(name: string, extension: string, contents: Uint8Array = new Uint8Array()): string {
  const folder = path.join(root, 'node_modules', '.cache', 'gpuaas-runtime-test');
  mkdirSync(folder, { recursive: true });
  const file = path.join(
    folder,
    `${name}-${createHash('sha256').update(contents).digest('hex').slice(0, 12)}${extension}`,
  );
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, contents);
  renameSync(temporary, file);
  return file;
}

/** `environment` adds to, or replaces parts of, what the process is told. */
export async function startTestRuntime(environment: Readonly<Record<string, string>> = {}): Promise<TestRuntime> {
  const { runtimeFile, agentFile } = await bundlePrograms();
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'gpuaas-rt-'));
  const taskKeys = createTaskKeys();
  const eventKeys = createTaskKeys();
  const file = (name: string) => path.join(dataFolder, name);
  writeFileSync(file('task.pem'), taskKeys.publicKey, { mode: 0o600 });
  writeFileSync(file('event.pem'), eventKeys.privateKey, { mode: 0o600 });
  const socketPath = file('rt.sock');
  const client = createRuntimeClient({
    socketPath,
    taskPrivateKey: taskKeys.privateKey,
    eventPublicKey: eventKeys.publicKey,
  });
  let child: ChildProcess | undefined;

  const start = async () => {
    child = spawn(process.execPath, [runtimeFile], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: environmentOf({
        PATH: process.env['PATH'],
        DATA_DIR: dataFolder,
        RUNTIME_SOCKET: socketPath,
        RUNTIME_TASK_KEY_FILE: file('task.pem'),
        RUNTIME_EVENT_KEY_FILE: file('event.pem'),
        RUNTIME_AGENT_FILE: agentFile,
        RUNTIME_SIMULATED_GPUS: JSON.stringify([{ model: 'NVIDIA A100 80GB', memoryMib: 81_920, count: 2 }]),
        ...environment,
      }),
    });
    await waitForSocket(socketPath, child);
  };
  const end = async (action: () => Promise<unknown> | unknown) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.once('exit', () => resolve());
    await action();
    await promise;
  };
  await start().catch((error: unknown) => {
    rmSync(dataFolder, { recursive: true, force: true });
    throw error;
  });
  return {
    client,
    socketPath,
    dataFolder,
    taskKeys,
    eventKeys,
    start,
    crash: () => end(() => child?.kill('SIGKILL')),
    stop: async () => {
      await end(() => client.shutdown({ endWorkspaces: true }));
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Tries again until something listens; there is no other sign of a program being ready that does not depend on its log. */
async function waitForSocket(socketPath: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startMaxMs;
  for (;;) {
    const isReady = await new Promise<boolean>((resolve) => {
      const socket = connect(socketPath, () => resolve(true)).once('error', () => resolve(false));
      socket.once('close', () => undefined).once('connect', () => socket.destroy());
    });
    if (isReady) return;
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('The runtime under test did not start');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A small workspace's specification. */
export function smallWorkspace(workspaceId: string, changes: Partial<ProvisionInput> = {}): ProvisionInput {
  const size = { cpuMillis: 1_000, memoryMib: 256, diskMib: 64, pidsMax: 64 };
  return { workspaceId, name: workspaceId.replace(/_/g, '-'), gpuIds: [], env: {}, ...size, ...changes };
}
