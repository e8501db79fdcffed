import { connect } from 'node:net';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { runCommand } from './host/commands';
import { createRuntimeClient, createTaskKeys, type RuntimeEvent } from './protocol';
import { signEnvelope, toPrivateKey } from './protocol/envelope';
import { encodeJsonFrame, FrameReader, frameTypes, readJson } from './protocol/frames';
import { processesOf, untilGone } from './testing/host-view';
import { canTry } from './testing/machine-features';
import { createStandInDriver } from './testing/stand-in-driver';
import { smallWorkspace, startTestRuntime, type TestRuntime } from './testing/test-runtime';
import { openTerminal, runLine, watchPty } from './testing/test-viewer';

const timeoutMs = 30_000;

describe('the life of workspaces and of their runtime', () => {
  let runtime: TestRuntime;
  beforeAll(async () => {
    runtime = await startTestRuntime();
  }, timeoutMs);
  afterAll(() => runtime.stop(), timeoutMs);

  const events = async (until: (event: RuntimeEvent) => boolean): Promise<RuntimeEvent[]> => {
    const seen: RuntimeEvent[] = [];
    for await (const event of runtime.client.subscribeEvents({ fromSequence: 1 })) {
      seen.push(event);
      if (until(event)) break;
    }
    return seen;
  };
  /** Sends a task as it is, signed or not, and gives the answer's frame. */
  const sendRaw = (envelope: unknown) =>
    new Promise<{ type: number; body: unknown }>((resolve, reject) => {
      const socket = connect(runtime.socketPath).once('error', reject);
      const reader = new FrameReader();
      socket.on('data', (chunk) => {
        for (const { type, payload } of reader.push(chunk)) resolve({ type, body: readJson(payload) });
        socket.destroy();
      });
      socket.write(encodeJsonFrame(frameTypes.request, envelope));
    });
  const task = (changes: Record<string, unknown> = {}) => {
    const now = Date.now();
    return {
      taskId: `task-${Math.random().toString(36).slice(2)}`,
      name: 'list',
      issuedAtMs: now,
      expiresAtMs: now + 30_000,
      input: {},
      ...changes,
    };
  };
  const signed = (body: unknown, key = runtime.taskKeys.privateKey) => signEnvelope('task', body, toPrivateKey(key));

  it('refuses tasks that are unsigned, signed by another, altered, expired, too long-lived, unknown or malformed', async () => {
    const refused = async (envelope: unknown) => (await sendRaw(envelope)).body;
    const good = signed(task());
    expect((await sendRaw(good)).type).toBe(frameTypes.answer);
    expect(await refused(task())).toMatchObject({ code: 'bad_frame' });
    expect(await refused(signed(task(), createTaskKeys().privateKey))).toMatchObject({ code: 'bad_signature' });
    expect(await refused({ ...good, body: good.body.replace('list', 'drain') })).toMatchObject({
      code: 'bad_signature',
    });
    expect(await refused(signEnvelope('event', task(), toPrivateKey(runtime.taskKeys.privateKey)))).toMatchObject({
      code: 'bad_signature',
    });
    expect(await refused(signed(task({ issuedAtMs: Date.now() - 40_000, expiresAtMs: Date.now() - 1 })))).toMatchObject(
      { code: 'expired' },
    );
    expect(await refused(signed(task({ expiresAtMs: Date.now() + 3_600_000 })))).toMatchObject({ code: 'bad_task' });
    expect(await refused(signed(task({ name: 'runShell' })))).toMatchObject({ code: 'bad_task' });
    expect(await refused(signed(task({ name: 'toString' })))).toMatchObject({ code: 'bad_task' });
    expect(await refused(signed(task({ name: 'provision', input: { workspaceId: '../../etc' } })))).toMatchObject({
      code: 'bad_task',
    });
  });

  it(
    'executes a repeated task once, gives the same answer, and refuses another body or a replayed stream',
    async () => {
      const { client } = runtime;
      await client.provision(smallWorkspace('life_once'));
      const once = { workspaceId: 'life_once', argv: ['sh', '-c', 'echo x >> ~/count; wc -l < ~/count'] };
      const first = await client.exec(once, { taskId: 'exec-once' });
      const envelope = signed(task({ taskId: 'exec-raw', name: 'exec', input: once }));
      const second = await sendRaw(envelope);
      expect(await sendRaw(envelope)).toEqual(second);
      expect(await runLine(client, 'life_once', 'wc -l < ~/count')).toMatchObject({ out: '2' });
      expect(Buffer.from(first.stdoutBase64, 'base64').toString().trim()).toBe('1');
      const other = signed(task({ taskId: 'exec-raw', name: 'exec', input: { ...once, argv: ['true'] } }));
      expect((await sendRaw(other)).body).toMatchObject({ code: 'task_conflict' });
      const stream = signed(task({ taskId: 'stream-raw', name: 'subscribeEvents', input: { fromSequence: 1 } }));
      expect((await sendRaw(stream)).type).toBe(frameTypes.answer);
      expect((await sendRaw(stream)).body).toMatchObject({ code: 'replayed' });
      await client.release({ workspaceId: 'life_once', graceMs: 0 });
    },
    timeoutMs,
  );

  it(
    'starts one workspace for two simultaneous provisions, and refuses another specification',
    async () => {
      const { client } = runtime;
      const spec = smallWorkspace('life_twice');
      const [one, two] = await Promise.all([client.provision(spec), client.provision(spec)]);
      expect(one.startedAt).toBe(two.startedAt);
      await expect(client.provision({ ...spec, memoryMib: 512 })).rejects.toMatchObject({ code: 'workspace_conflict' });
      await client.release({ workspaceId: 'life_twice', graceMs: 0 });
      const seen = await events((event) => event.type === 'workspace_released' && event.workspaceId === 'life_twice');
      expect(
        seen.filter((event) => event.type === 'workspace_started' && event.workspaceId === 'life_twice'),
      ).toHaveLength(1);
      expect(seen.map((event) => event.sequence)).toEqual(seen.map((_event, index) => index + 1));
    },
    timeoutMs,
  );

  it(
    'lets programs end on SIGTERM, ends those that ignore it, and proves that nothing is left',
    async () => {
      const { client } = runtime;
      await client.provision(smallWorkspace('life_end'));
      const script =
        'trap "" TERM HUP INT; (setsid sh -c \'trap "" TERM; sleep 1000\' &); sleep 1000 & echo up; while :; do wait; done';
      const stubborn = await openTerminal(client, {
        workspaceId: 'life_end',
        ptyId: 'stubborn',
        command: ['sh', '-c', script],
      });
      await stubborn.see(/up/);
      const polite = await openTerminal(client, {
        workspaceId: 'life_end',
        ptyId: 'polite',
        command: ['bash', '-c', 'trap "echo saved; exit 5" TERM; echo up; while :; do sleep 0.05; done'],
      });
      await polite.see(/up/);
      const released = client.release({ workspaceId: 'life_end', graceMs: 5_000 });
      await polite.see(/saved/);
      expect(await released).toMatchObject({
        outcome: 'released',
        proof: { proved: true, processes: 0, disk: 'gone', gpuProcesses: 0, blockers: [] },
      });
      expect(await client.release({ workspaceId: 'life_end', graceMs: 0 })).toMatchObject({
        outcome: 'absent',
        proof: { proved: true },
      });
      expect(await client.status({ workspaceId: 'life_end' })).toBeNull();
      expect(await stubborn.closed).toBeInstanceOf(Error);
    },
    timeoutMs,
  );

  it(
    'reports a workspace that ends by itself, and holds its slot until it is released',
    async () => {
      const { client } = runtime;
      const [gpu] = (await client.inventory({})).gpus;
      const gpuIds = [gpu?.id ?? ''];
      await client.provision(smallWorkspace('life_exit', { gpuIds }));
      const terminal = await openTerminal(client, { workspaceId: 'life_exit', ptyId: 'end' });
      terminal.type('kill -9 2\n');
      const seen = await events((event) => event.type === 'workspace_exited' && event.workspaceId === 'life_exit');
      expect(seen.at(-1)).toMatchObject({ reason: 'killed', code: 137 });
      expect(await client.status({ workspaceId: 'life_exit' })).toMatchObject({
        state: 'exited',
        exit: { reason: 'killed' },
      });
      await expect(client.provision(smallWorkspace('life_exit_2', { gpuIds }))).rejects.toMatchObject({
        code: 'no_capacity',
      });
      expect(await client.release({ workspaceId: 'life_exit', graceMs: 0 })).toMatchObject({ outcome: 'released' });
    },
    timeoutMs,
  );

  it(
    'takes running workspaces over after a crash: same shell, every byte, events without holes, answers still known',
    async () => {
      const { client } = runtime;
      await client.provision(smallWorkspace('life_crash'), { taskId: 'provision-before-crash' });
      const counting =
        'for i in $(seq 1 400); do echo line-$i; sleep 0.01; done; echo all; read answer; echo got-$answer';
      const before = await openTerminal(client, {
        workspaceId: 'life_crash',
        ptyId: 'count',
        command: ['bash', '-c', counting],
      });
      const pid = (await client.listPtys({ workspaceId: 'life_crash' }))[0]?.pid;
      await before.see(/line-20\r/);
      await runtime.crash();
      expect(await before.closed).toBeInstanceOf(Error);
      await runtime.start();

      const after = await watchPty(client, {
        workspaceId: 'life_crash',
        ptyId: 'count',
        fromOffset: before.bytes().length,
      });
      await after.see(/all/);
      after.type('yes\n');
      const exit = await after.exited;
      const whole = Buffer.concat([before.bytes(), after.bytes()]);
      expect(exit.finalOffset).toBe(whole.length);
      const lines = whole
        .toString()
        .split('\r\n')
        .filter((line) => line.startsWith('line-'));
      expect(lines).toEqual(Array.from({ length: 400 }, (_, index) => `line-${index + 1}`));
      expect(whole.toString()).toContain('got-yes');
      expect((await client.listPtys({ workspaceId: 'life_crash' }))[0]?.pid).toBe(pid);
      const seen = await events((event) => event.type === 'pty_exited' && event.workspaceId === 'life_crash');
      expect(seen.map((event) => event.sequence)).toEqual(seen.map((_event, index) => index + 1));
      expect(seen.filter((event) => event.type === 'workspace_exited' && event.workspaceId === 'life_crash')).toEqual(
        [],
      );
      expect(await client.release({ workspaceId: 'life_crash', graceMs: 0 })).toMatchObject({
        outcome: 'released',
        proof: { proved: true },
      });
    },
    timeoutMs,
  );

  it(
    'notices after a crash what ended meanwhile, and clears away what was half made',
    async () => {
      const { client } = runtime;
      await client.provision(smallWorkspace('life_gone'));
      const { out } = await runLine(client, 'life_gone', '(sleep 0.3; kill -9 2) >/dev/null 2>&1 & echo ok');
      expect(out).toBe('ok');
      const { outer } = processesOf(runtime, 'life_gone');
      const half = client.provision(smallWorkspace('life_half')).catch((error: unknown) => error);
      await runtime.crash();
      await half;
      await untilGone(outer);
      const returnedMs = Date.now();
      await runtime.start();
      const seen = await events((event) => event.type === 'workspace_exited' && event.workspaceId === 'life_gone');
      const exit = seen.at(-1);
      expect(exit).toMatchObject({ workspaceId: 'life_gone' });
      expect(Date.parse(exit?.at ?? '')).toBeLessThanOrEqual(returnedMs);
      for (const workspaceId of ['life_gone', 'life_half']) {
        const { proof } = await client.release({ workspaceId, graceMs: 0 });
        expect(proof, workspaceId).toMatchObject({ proved: true });
      }
    },
    timeoutMs,
  );

  it(
    'blocks a slot whose cleanup cannot be proved, says why, and frees it once the obstacle is gone',
    async () => {
      const { client } = runtime;
      const { isolation } = await client.inventory({});
      if (!canTry(isolation, 'disk_limit')) return;
      await client.provision(smallWorkspace('life_blocked'));
      const home = path.join(runtime.dataFolder, 'runtime', 'homes', 'life_blocked.ext4');
      const device = (await runCommand('losetup', ['--find', '--show', '--read-only', home])).stdout.trim();
      const blocked = await client.release({ workspaceId: 'life_blocked', graceMs: 0 });
      expect(blocked).toMatchObject({
        outcome: 'cleanup_blocked',
        proof: { proved: false, processes: 0, mounts: 'present' },
      });
      expect(blocked.proof.blockers).toContain(`${device} is still in use.`);
      expect(await client.status({ workspaceId: 'life_blocked' })).toMatchObject({ state: 'cleanup_blocked' });
      await runCommand('losetup', ['--detach', device]);
      expect(await client.release({ workspaceId: 'life_blocked', graceMs: 0 })).toMatchObject({ outcome: 'released' });
    },
    timeoutMs,
  );

  it(
    'gives GPUs that the driver reports, shows their use, and holds the slot while a process is left on them',
    async () => {
      const driver = createStandInDriver();
      const equipped = await startTestRuntime({ PATH: `${driver.folder}:${process.env['PATH']}` });
      const { client } = equipped;
      const [gpuId] = driver.gpuIds;
      expect((await client.inventory({})).gpus).toMatchObject([
        { id: gpuId, simulated: false, model: 'NVIDIA A100-SXM4-80GB', devicePath: '/dev/nvidia0' },
        { id: driver.gpuIds[1], simulated: false },
      ]);
      await client.provision(smallWorkspace('life_gpu', { gpuIds: [gpuId] }));
      expect(await runLine(client, 'life_gpu', 'echo $CUDA_VISIBLE_DEVICES')).toMatchObject({ out: gpuId });
      expect((await client.stats({ workspaceId: 'life_gpu' })).gpus).toEqual([
        expect.objectContaining({ gpuId, simulated: false, utilizationPercent: 41, powerWatts: 120.5 }),
      ]);
      driver.setProcesses([4_711]);
      const blocked = await client.release({ workspaceId: 'life_gpu', graceMs: 0 });
      expect(blocked).toMatchObject({ outcome: 'cleanup_blocked', proof: { processes: 0, gpuProcesses: 1 } });
      await expect(client.provision(smallWorkspace('life_gpu_2', { gpuIds: [gpuId] }))).rejects.toMatchObject({
        code: 'no_capacity',
      });
      driver.setProcesses([]);
      expect(await client.release({ workspaceId: 'life_gpu', graceMs: 0 })).toMatchObject({ outcome: 'released' });
      await equipped.stop();
      driver.remove();
    },
    timeoutMs,
  );

  it(
    'starts on a machine that cannot isolate, says so, and refuses workspaces',
    async () => {
      const bare = await startTestRuntime({ PATH: '/nowhere' });
      const { isolation, gpus } = await bare.client.inventory({});
      expect(isolation).toMatchObject({ usable: false });
      expect(isolation.features.find(({ feature }) => feature === 'sandbox')).toMatchObject({
        state: 'missing',
        why: expect.stringContaining('bubblewrap is not installed'),
      });
      expect(gpus).toHaveLength(2);
      await expect(bare.client.provision(smallWorkspace('life_bare'))).rejects.toMatchObject({
        code: 'isolation_unavailable',
      });
      expect(await bare.client.list({})).toEqual([]);
      await bare.stop();
    },
    timeoutMs,
  );

  it(
    'runs once per data folder: a second one leaves with a sentence and takes nothing over',
    async () => {
      const environment = {
        DATA_DIR: runtime.dataFolder,
        RUNTIME_SOCKET: path.join(runtime.dataFolder, 'second.sock'),
      };
      await expect(startTestRuntime(environment)).rejects.toThrow('did not start');
      expect(await runtime.client.inventory({})).toMatchObject({ draining: false });
    },
    timeoutMs,
  );

  it(
    'takes no new workspaces while it is drained, also after a restart, and shows events only to who knows its key',
    async () => {
      const { client } = runtime;
      await client.drain({});
      await runtime.crash();
      await runtime.start();
      await expect(client.provision(smallWorkspace('life_drain'))).rejects.toMatchObject({ code: 'draining' });
      expect(await client.inventory({})).toMatchObject({ draining: true });
      await client.resume({});
      const stranger = createRuntimeClient({
        socketPath: runtime.socketPath,
        taskPrivateKey: runtime.taskKeys.privateKey,
        eventPublicKey: createTaskKeys().publicKey,
      });
      await expect(stranger.subscribeEvents({ fromSequence: 1 }).next()).rejects.toMatchObject({
        code: 'bad_signature',
      });
    },
    timeoutMs,
  );
});
