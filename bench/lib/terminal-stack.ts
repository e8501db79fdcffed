import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLiveClient, type LiveClient } from '@/components/live/live-client';
import { createTerminalLink, type TerminalLink } from '@/components/terminal/terminal-link';
import { smallWorkspace, startTestRuntime, type TestRuntime } from '@/server/node-runtime/testing/test-runtime';
import { ticketOf } from '@/server/platform/runtime/gateway/gateway.testkit';
import {
  createPerson,
  createTenant,
  openTestSurface,
  TEST_ORIGIN,
  type TestPerson,
  type TestTenant,
} from '@/server/platform/runtime/runtime.testkit';
import type { Surface } from '@/server/platform/runtime';
import { idFromUuid, newUuid } from '@/server/shared/ids';
import { startDurableDatabase } from './durable-database';

const OPEN_TIMEOUT_MS = 30_000;

/** Database, node runtime and gateway as three processes, and a client in this one. */
export interface TerminalStack {
  runtime: TestRuntime;
  /** Resident memory of gateway and runtime together. */
  residentBytes(): Promise<number>;
  /** A running workspace with its terminal surface. */
  startWorkspace(): Promise<Surface>;
  /** A shell in it, as the portal's own client follows it. */
  openShell(surface: Surface, ptyId: string): Promise<BenchShell>;
  stop(): Promise<void>;
}

/** One shell, followed by the code that also runs in the browser. */
export interface BenchShell {
  type(text: string): void;
  /** Called with every piece of output; it counts as shown when the call returns. */
  onOutput: (data: Uint8Array) => void;
  close(): void;
}

export async function startTerminalStack(): Promise<TerminalStack> {
  process.env['LOG_LEVEL'] = 'warn';
  process.env['GPUAAS_PROFILE'] ??= 'dev';
  process.env['PUBLIC_URL'] = TEST_ORIGIN;
  // Newest first: what failed half-way ends what stands already, or it would outlive the benchmark.
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0)) await close();
  };
  try {
    return await assemble(closers, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assemble(closers: (() => Promise<unknown>)[], stop: () => Promise<void>): Promise<TerminalStack> {
  const stopDatabase = await startDurableDatabase();
  closers.unshift(() => stopDatabase.stop());
  const runtime = await startTestRuntime();
  closers.unshift(() => runtime.stop());
  const gateway = await startGateway(runtime);
  closers.unshift(async () => gateway.child.kill('SIGKILL'));
  const tenant = await createTenant(`bench-${newUuid().slice(-12)}`);
  const person = await createPerson(tenant, 'project_member');
  // One connection per workspace, as a person with a tab for each has.
  const tabs = new Map<string, LiveClient>();
  const tabOf = (surface: Surface) => {
    const live =
      tabs.get(surface.id) ??
      createLiveClient({
        url: `http://127.0.0.1:${gateway.port}`,
        transport: { extraHeaders: { origin: TEST_ORIGIN, cookie: person.cookie } },
      });
    if (!tabs.has(surface.id)) live.start();
    tabs.set(surface.id, live);
    return live;
  };
  closers.unshift(async () => tabs.forEach((live) => live.stop()));
  return {
    runtime,
    residentBytes: async () => {
      const { runtimePid } = await runtime.client.inventory({});
      return residentBytesOf(runtimePid) + residentBytesOf(gateway.child.pid ?? 0);
    },
    startWorkspace: () => startWorkspace(runtime, tenant, person),
    openShell: (surface, ptyId) => openShell(tabOf(surface), person, { surface, ptyId }),
    stop,
  };
}

async function startGateway(runtime: TestRuntime): Promise<{ child: ChildProcess; port: number }> {
  const taskKeyFile = path.join(runtime.dataFolder, 'task-private.pem');
  const eventKeyFile = path.join(runtime.dataFolder, 'event-public.pem');
  writeFileSync(taskKeyFile, runtime.taskKeys.privateKey, { mode: 0o600 });
  writeFileSync(eventKeyFile, runtime.eventKeys.publicKey, { mode: 0o600 });
  const entry = fileURLToPath(new URL('gateway-process.ts', import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, entry], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      RUNTIME_SOCKET: runtime.socketPath,
      RUNTIME_TASK_KEY_FILE: taskKeyFile,
      RUNTIME_EVENT_KEY_FILE: eventKeyFile,
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message: { port: number }) => resolve(message.port));
    child.once('exit', () => reject(new Error('the gateway did not start')));
  });
  return { child, port };
}

async function startWorkspace(runtime: TestRuntime, tenant: TestTenant, person: TestPerson): Promise<Surface> {
  const resourceId = idFromUuid('alc', newUuid());
  await runtime.client.provision(
    smallWorkspace(resourceId, { name: 'bench', cpuMillis: 4_000, pidsMax: 256, memoryMib: 512 }),
  );
  return openTestSurface(tenant, { ownerId: person.actor.id, resourceId, driver: 'local', workspaceId: resourceId });
}

function openShell(
  live: LiveClient,
  person: TestPerson,
  { surface, ptyId }: { surface: Surface; ptyId: string },
): Promise<BenchShell> {
  const encoder = new TextEncoder();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the shell ${ptyId} did not open`)), OPEN_TIMEOUT_MS);
    const shell: BenchShell = {
      type: (text) => link.write(encoder.encode(text)),
      onOutput: () => undefined,
      close: () => link.close(),
    };
    const link: TerminalLink = createTerminalLink({
      live,
      surfaceId: surface.id,
      ptyId,
      create: true,
      size: { columns: 80, rows: 24 },
      mintTicket: () => ticketOf(person, surface),
      toLiveError: (error) => ({ code: 'bench.failed', kind: 'internal', message: String(error), correlationId: '' }),
      onOutput: (data, _offset, consumed) => {
        shell.onOutput(data);
        consumed();
      },
      onGap: ({ missedBytes }) => reject(new Error(`${missedBytes} bytes were missed`)),
      onOpened: () => undefined,
      onPresence: () => undefined,
      onState: (state) => {
        if (state.kind === 'closed') reject(new Error(state.error?.message ?? 'closed'));
        if (state.kind !== 'open') return;
        clearTimeout(timer);
        resolve(shell);
      },
    });
  });
}

/** Resident memory of a process, from the kernel. */
export function residentBytesOf(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) * 1_024;
}
