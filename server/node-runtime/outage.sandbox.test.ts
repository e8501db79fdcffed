import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readText, signalProcess } from './host/processes';
import { createRuntimeClient, type RuntimeEvent } from './protocol';
import { processesOf, untilGone } from './testing/host-view';
import { smallWorkspace, startTestRuntime, type TestRuntime } from './testing/test-runtime';

const timeoutMs = 30_000;

describe('what a runtime says that stood still, or was away', () => {
  let runtime: TestRuntime;
  beforeAll(async () => {
    runtime = await startTestRuntime();
  }, timeoutMs);
  afterAll(() => runtime.stop(), timeoutMs);

  const exitOf = async (workspaceId: string) => {
    for await (const event of runtime.client.subscribeEvents({ fromSequence: 1 })) {
      if (event.type === 'workspace_exited' && event.workspaceId === workspaceId) return event;
    }
    throw new Error('the event stream ended');
  };
  /** When the runtime last looked at its workspaces, as written down. */
  const lastLookMs = () => Date.parse(readText(path.join(runtime.dataFolder, 'runtime', 'last-look')) ?? '') || 0;
  const timesOf = (exit: Extract<RuntimeEvent, { type: 'workspace_exited' }>) => ({
    atMs: Date.parse(exit.at),
    discoveredMs: Date.parse(exit.discoveredAt ?? ''),
  });

  it(
    'gives every call an end while it hangs, and answers again when it goes on',
    async () => {
      const { runtimePid } = await runtime.client.inventory({});
      const impatient = createRuntimeClient({
        socketPath: runtime.socketPath,
        taskPrivateKey: runtime.taskKeys.privateKey,
        eventPublicKey: runtime.eventKeys.publicKey,
        answerTimeoutMaxMs: 200,
      });
      process.kill(runtimePid, 'SIGSTOP');
      const hung = { code: 'unavailable', message: 'The node runtime did not answer in time.' };
      try {
        await Promise.all([
          expect(impatient.list({})).rejects.toMatchObject(hung),
          expect(impatient.provision(smallWorkspace('out_hung'))).rejects.toMatchObject(hung),
          expect(impatient.subscribeEvents({ fromSequence: 1 }).next()).rejects.toMatchObject(hung),
        ]);
      } finally {
        process.kill(runtimePid, 'SIGCONT');
      }
      expect(await runtime.client.inventory({})).toMatchObject({ runtimePid });
      await runtime.client.release({ workspaceId: 'out_hung', graceMs: 0 });
    },
    timeoutMs,
  );

  it(
    'dates an exit during its absence to when the sandbox ended, not to its own return',
    async () => {
      await runtime.client.provision(smallWorkspace('out_recorded'));
      const { outer, first } = processesOf(runtime, 'out_recorded');
      await runtime.crash();
      const killedMs = Date.now();
      signalProcess(first, 'SIGKILL');
      await untilGone(outer);
      const goneMs = Date.now();
      await runtime.start();
      const exit = await exitOf('out_recorded');
      const { atMs, discoveredMs } = timesOf(exit);
      expect(exit).toMatchObject({ reason: 'killed', code: 137 });
      // File times come from a clock that may be some milliseconds behind.
      expect(atMs).toBeGreaterThan(killedMs - 50);
      expect(atMs).toBeLessThanOrEqual(goneMs);
      expect(discoveredMs).toBeGreaterThan(goneMs);
      expect((await runtime.client.status({ workspaceId: 'out_recorded' }))?.exit).toMatchObject({
        at: exit.at,
        discoveredAt: exit.discoveredAt,
      });
      await runtime.client.release({ workspaceId: 'out_recorded', graceMs: 0 });
    },
    timeoutMs,
  );

  it(
    'dates an exit of which nothing was written down to when it last saw the workspace alive',
    async () => {
      const { startedAt } = await runtime.client.provision(smallWorkspace('out_lost'));
      await expect.poll(lastLookMs, { timeout: 10_000 }).toBeGreaterThan(Date.now());
      const { outer } = processesOf(runtime, 'out_lost');
      await runtime.crash();
      const crashedMs = Date.now();
      signalProcess(outer, 'SIGKILL');
      await untilGone(outer);
      await runtime.start();
      const exit = await exitOf('out_lost');
      const { atMs, discoveredMs } = timesOf(exit);
      expect(exit).toMatchObject({ reason: 'lost', code: null });
      expect(atMs).toBeGreaterThan(Date.parse(startedAt ?? ''));
      expect(atMs).toBeLessThanOrEqual(crashedMs);
      expect(discoveredMs).toBeGreaterThan(crashedMs);
      await runtime.client.release({ workspaceId: 'out_lost', graceMs: 0 });
    },
    timeoutMs,
  );
});
