import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readText } from './host/processes';
import type { NodeInventory } from './protocol';
import { canTry } from './testing/machine-features';
import { smallWorkspace, startTestRuntime, type TestRuntime } from './testing/test-runtime';
import { openTerminal, runLine } from './testing/test-viewer';

const timeoutMs = 30_000;
const a = 'iso_a';
const b = 'iso_b';

describe('what a workspace is kept from', () => {
  let runtime: TestRuntime;
  let node: NodeInventory;
  const run = (workspaceId: string, line: string) => runLine(runtime.client, workspaceId, line);

  beforeAll(async () => {
    runtime = await startTestRuntime();
    node = await runtime.client.inventory({});
    await Promise.all([a, b].map((workspaceId) => runtime.client.provision(smallWorkspace(workspaceId))));
  }, timeoutMs);
  afterAll(() => runtime.stop(), timeoutMs);

  it('sees no file of the host, of the portal or of another workspace', async () => {
    const secret = path.join(runtime.dataFolder, 'host-secret');
    writeFileSync(secret, 'secret', { mode: 0o644 });
    await run(a, 'echo mine > ~/note');
    const looks = [
      secret,
      runtime.socketPath,
      '/root',
      '/etc/shadow',
      '/var/lib',
      '/sys/fs/cgroup',
      '/dev/loop0',
      '/dev/vda',
    ];
    for (const place of looks) expect(await run(a, `test -e ${place} && echo seen`), place).toMatchObject({ out: '' });
    expect(await run(b, 'ls -A ~; ls -A /tmp')).toMatchObject({ out: '' });
    expect(await run(a, 'cut -d: -f1 /etc/passwd')).toMatchObject({ out: 'root\nuser\nnobody' });
  });

  it('sees only its own processes, and holds no descriptor of the host', async () => {
    const { out } = await run(a, 'cat /proc/[0-9]*/comm | sort -u');
    expect(out.split('\n').filter((name) => !/^(bwrap|sh|bash|cat|sort|MainThread|node)$/.test(name))).toEqual([]);
    expect(
      await run(
        a,
        'for fd in /proc/[0-9]*/fd/*; do readlink $fd; done | grep -E "^/(tmp|root|home|work|var)/?" | grep -v ^/home/user',
      ),
    ).toMatchObject({ out: '' });
  });

  it('cannot use system calls that reach past its namespaces', async () => {
    expect(await run(a, 'grep -E "^Seccomp:" /proc/self/status | tr -d "\\t"')).toMatchObject({ out: 'Seccomp:2' });
    const open = (family: number) => `perl -e 'socket(S, ${family}, 1, 0) and print "open"'`;
    expect(await run(a, open(2))).toMatchObject({ out: 'open' });
    expect(await run(a, open(40))).toMatchObject({ out: '' });
    expect(await run(a, 'dmesg')).not.toMatchObject({ code: 0 });
  });

  it('keeps its environment and the paths of the host out of process lists', async () => {
    await runtime.client.provision(smallWorkspace('iso_env', { env: { API_KEY: 'only-for-the-person' } }));
    // Written so that the search does not find itself.
    const folder = runtime.dataFolder.replace(/(.)$/, '[$1]');
    expect(await run('iso_env', 'echo $API_KEY')).toMatchObject({ out: 'only-for-the-person' });
    expect(
      await run('iso_env', `cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -oE "${folder}|/run/[a-z]+|only-for-th[e]"`),
    ).toMatchObject({ out: '' });
    const onHost = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => readText(`/proc/${pid}/cmdline`) ?? '');
    expect(onHost.filter((line) => line.includes('only-for-the-person'))).toEqual([]);
    await runtime.client.release({ workspaceId: 'iso_env', graceMs: 0 });
  });

  it('has only a loopback network, and no right to change anything of the system', async () => {
    expect(await run(a, "tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '")).toMatchObject({ out: 'lo' });
    expect(
      await run(a, 'grep -E "^Cap(Inh|Prm|Eff|Bnd|Amb)" /proc/self/status | grep -v 0000000000000000'),
    ).toMatchObject({ out: '' });
    expect(await run(a, 'grep NoNewPrivs /proc/self/status | tr -d "\\t"')).toMatchObject({ out: 'NoNewPrivs:1' });
    expect(await run(a, 'touch /usr/x /etc/x /x 2>&1 | grep -c "Read-only"')).toMatchObject({ out: '3' });
    expect(await run(a, 'unshare --user true')).not.toMatchObject({ code: 0 });
    if (canTry(node.isolation, 'host_user'))
      expect(await run(a, 'cut -d" " -f 7-8 /proc/1/uid_map | tr -s " "')).not.toMatchObject({ out: '0' });
  });

  it('gives a GPU to one workspace at a time, by name', async () => {
    const [gpu] = node.gpus;
    const gpuIds = [gpu?.id ?? ''];
    await runtime.client.provision(smallWorkspace('iso_gpu', { gpuIds }));
    expect(await run('iso_gpu', 'echo $CUDA_VISIBLE_DEVICES $NVIDIA_VISIBLE_DEVICES')).toMatchObject({
      out: `${gpu?.id} ${gpu?.id}`,
    });
    await expect(runtime.client.provision(smallWorkspace('iso_gpu_2', { gpuIds }))).rejects.toMatchObject({
      code: 'no_capacity',
    });
    if (gpu?.simulated === true)
      expect(await run('iso_gpu', 'nvidia-smi')).toMatchObject({ out: expect.stringContaining('SIMULATED') });
    const { gpus } = await runtime.client.stats({ workspaceId: 'iso_gpu' });
    expect(gpus).toEqual([expect.objectContaining({ gpuId: gpu?.id, simulated: gpu?.simulated })]);
    await runtime.client.release({ workspaceId: 'iso_gpu', graceMs: 0 });
  });

  it(
    'ends a program that fills the memory, reports it, and leaves the shell alive',
    async () => {
      if (!canTry(node.isolation, 'memory_limit')) return;
      const terminal = await openTerminal(runtime.client, { workspaceId: a, ptyId: 'hog' });
      terminal.type('tail /dev/zero; echo code=$?\n');
      await terminal.see(/code=137/);
      for await (const event of runtime.client.subscribeEvents({ fromSequence: 1 })) {
        if (event.type === 'workspace_out_of_memory') {
          expect(event).toMatchObject({ workspaceId: a, kills: 1 });
          break;
        }
      }
      terminal.type('echo still-$((1+1))\n');
      await terminal.see(/still-2/);
      expect(await runtime.client.status({ workspaceId: b })).toMatchObject({ state: 'running' });
      terminal.attachment.close();
    },
    timeoutMs,
  );

  it(
    'stops a fork bomb at its own limit, and can still be released with proof',
    async () => {
      if (!canTry(node.isolation, 'pids_limit')) return;
      await runtime.client.provision(smallWorkspace('iso_bomb'));
      const terminal = await openTerminal(runtime.client, { workspaceId: 'iso_bomb', ptyId: 'bomb' });
      terminal.type('bomb() { bomb | bomb & }; bomb\n');
      await terminal.see(/Resource temporarily unavailable/);
      expect((await runtime.client.stats({ workspaceId: 'iso_bomb' })).pids).toBeLessThanOrEqual(64 + 32);
      expect(await run(b, 'echo fine')).toMatchObject({ out: 'fine' });
      const released = await runtime.client.release({ workspaceId: 'iso_bomb', graceMs: 200 });
      expect(released).toMatchObject({ outcome: 'released', proof: { proved: true, processes: 0 } });
    },
    timeoutMs,
  );

  it(
    'keeps a full disk with the one who filled it',
    async () => {
      if (!canTry(node.isolation, 'disk_limit')) return;
      expect(await run(a, 'head -c 200M /dev/zero > ~/big')).toMatchObject({
        code: 1,
        out: expect.stringContaining('No space left on device'),
      });
      expect(await run(b, 'head -c 20M /dev/zero > ~/fits && echo fits')).toMatchObject({ out: 'fits' });
      expect((await runtime.client.stats({ workspaceId: a })).diskUsedBytes).toBeGreaterThan(50 * 1_048_576);
    },
    timeoutMs,
  );

  it(
    'is limited to its share of the processor',
    async () => {
      if (!canTry(node.isolation, 'cpu_limit')) return;
      await runtime.client.provision(smallWorkspace('iso_cpu', { cpuMillis: 200 }));
      const { out } = await run('iso_cpu', 'timeout 2 sh -c "while :; do :; done"; times | tail -1');
      const seconds = Number(/m([\d.]+)s/.exec(out)?.[1]);
      expect(seconds).toBeLessThan(1);
      await runtime.client.release({ workspaceId: 'iso_cpu', graceMs: 0 });
    },
    timeoutMs,
  );

  it(
    'is not started at all where the profile requires what the machine lacks, and is where it does not',
    async () => {
      // Without mkfs there is no disk of one's own.
      const PATH = '/usr/bin:/bin';
      const strict = await startTestRuntime({ PATH, GPUAAS_PROFILE: 'prod' });
      const { features } = (await strict.client.inventory({})).isolation;
      const missing = features.filter(({ state }) => state === 'missing').map(({ feature }) => feature);
      expect(missing).toContain('disk_limit');
      await expect(strict.client.provision(smallWorkspace('iso_strict'))).rejects.toMatchObject({
        code: 'isolation_unavailable',
        message: expect.stringContaining(`(${missing[0]})`),
      });
      await strict.stop();
      const lenient = await startTestRuntime({ PATH, GPUAAS_PROFILE: 'dev' });
      expect(await lenient.client.provision(smallWorkspace('iso_strict'))).toMatchObject({ state: 'running' });
      await lenient.stop();
    },
    timeoutMs,
  );

  it(
    'leaves nothing on the machine when the last workspace and the runtime end',
    async () => {
      const other = await startTestRuntime();
      await other.client.provision(smallWorkspace('iso_last'));
      await other.stop();
      expect(existsSync(other.dataFolder)).toBe(false);
    },
    timeoutMs,
  );
});
