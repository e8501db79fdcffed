import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { smallWorkspace, startTestRuntime, type TestRuntime } from './testing/test-runtime';
import { openTerminal, runLine, watchPty } from './testing/test-viewer';

const timeoutMs = 30_000;
const workspaceId = 'term_one';
const mib = 1_048_576;

function readMemory(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024;
}

describe('terminals and ports of a workspace', () => {
  let runtime: TestRuntime;
  beforeAll(async () => {
    runtime = await startTestRuntime();
    await runtime.client.provision(smallWorkspace(workspaceId, { cpuMillis: 2_000 }));
  }, timeoutMs);
  afterAll(() => runtime.stop(), timeoutMs);

  it(
    'opens a pleasant shell: prompt with the name, colours, UTF-8, the right size',
    async () => {
      const terminal = await openTerminal(runtime.client, { workspaceId, ptyId: 'shell' });
      await terminal.see(/user@term-one[\s\S]*~[\s\S]*\$ /);
      terminal.attachment.resize(132, 43);
      terminal.type('stty size; echo $TERM $LANG; tty; echo \u00fc\u{1f680}\n');
      await terminal.see(/43 132[\s\S]*xterm-256color C.UTF-8[\s\S]*\/dev\/pts\//);
      expect(
        Buffer.from(await terminal.see(/\u00c3\u00bc\u00f0\u009f\u009a\u0080\r\n/), 'latin1').toString(),
      ).toContain('\u00fc\u{1f680}');
      terminal.type('exit 3\n');
      expect(await terminal.exited).toMatchObject({ code: 3, signal: null });
      expect(await terminal.closed).toBeNull();
      await runtime.client.closePty({ workspaceId, ptyId: 'shell' });
    },
    timeoutMs,
  );

  it(
    'hands over every byte up to the end, also of a program that is gone at once',
    async () => {
      const command = ['sh', '-c', 'seq 1 60000'];
      const expected = Array.from({ length: 60_000 }, (_, index) => `${index + 1}\r\n`).join('');
      for (let round = 0; round < 3; round += 1) {
        const terminal = await openTerminal(runtime.client, { workspaceId, ptyId: `seq${round}`, command });
        expect(await terminal.exited).toMatchObject({ code: 0, finalOffset: expected.length });
        expect(terminal.bytes().toString()).toBe(expected);
        await runtime.client.closePty({ workspaceId, ptyId: `seq${round}` });
      }
    },
    timeoutMs,
  );

  it(
    'resumes at any offset with exactly what follows, for several viewers',
    async () => {
      const first = await openTerminal(runtime.client, {
        workspaceId,
        ptyId: 'resume',
        command: ['sh', '-c', 'seq 1 20000; read x; seq 1 5'],
      });
      await first.see(/20000\r\n/);
      first.attachment.close();
      const seen = first.bytes();
      const [middle, end] = await Promise.all(
        [Math.floor(seen.length / 3), seen.length].map((fromOffset) =>
          watchPty(runtime.client, { workspaceId, ptyId: 'resume', fromOffset }),
        ),
      );
      middle?.type('\n');
      await Promise.all([middle?.exited, end?.exited]);
      const whole = Buffer.concat([seen, end?.bytes() ?? Buffer.alloc(0)]);
      expect(middle?.bytes().equals(whole.subarray(Math.floor(seen.length / 3)))).toBe(true);
      await expect(
        watchPty(runtime.client, { workspaceId, ptyId: 'resume', fromOffset: whole.length + 1 }),
      ).rejects.toMatchObject({ code: 'pty_offset_ahead' });
      await runtime.client.closePty({ workspaceId, ptyId: 'resume' });
    },
    timeoutMs,
  );

  it(
    'marks what a late viewer missed, to the byte',
    async () => {
      await runtime.client.openPty({
        workspaceId,
        ptyId: 'late',
        columns: 80,
        rows: 24,
        command: ['sh', '-c', 'seq 1000000 1500000; echo over; read x'],
      });
      const tail = Buffer.from(
        Array.from({ length: 500_001 }, (_, index) => `${1_000_000 + index}\r\n`).join('') + 'over\r\n',
      );
      let info = (await runtime.client.listPtys({ workspaceId }))[0];
      while (info !== undefined && info.nextOffset < tail.length)
        info = (await runtime.client.listPtys({ workspaceId }))[0];
      const late = await watchPty(runtime.client, { workspaceId, ptyId: 'late' });
      await late.see(/over\r\n/);
      expect(late.gaps).toEqual([{ offset: 0, missedBytes: tail.length - mib }]);
      expect(late.bytes().equals(tail.subarray(tail.length - mib))).toBe(true);
      await runtime.client.closePty({ workspaceId, ptyId: 'late' });
    },
    timeoutMs,
  );

  it(
    'floods without growing, loses nothing, and obeys Ctrl-C at once',
    async () => {
      const { runtimePid } = await runtime.client.inventory({});
      const terminal = await openTerminal(runtime.client, { workspaceId, ptyId: 'flood' });
      await terminal.see(/\$ /);
      terminal.type('yes flooding-the-terminal-with-long-lines-of-text\n');
      await terminal.see(/(flooding-the-terminal-with-long-lines-of-text\r\n){10}/);
      const before = readMemory(runtimePid);
      await terminal.reach(40 * mib);
      expect(readMemory(runtimePid) - before).toBeLessThan(32 * mib);
      const pressedAt = terminal.bytes().length;
      terminal.type('\x03');
      await terminal.see(/\^C[\s\S]*\$ $/);
      expect(terminal.bytes().length - pressedAt).toBeLessThan(2 * mib);
      expect(terminal.gaps).toEqual([]);
      terminal.attachment.close();
      await runtime.client.closePty({ workspaceId, ptyId: 'flood' });
    },
    timeoutMs,
  );

  it(
    'makes a program wait for a viewer that does not acknowledge, and obeys Ctrl-C meanwhile',
    async () => {
      await runtime.client.openPty({
        workspaceId,
        ptyId: 'wait',
        columns: 80,
        rows: 24,
        command: ['sh', '-c', 'trap "touch ~/interrupted; exit 9" INT; while :; do echo waiting-for-the-viewer; done'],
      });
      let received = 0;
      const silent = Promise.withResolvers<void>();
      const exited = Promise.withResolvers<void>();
      const attachment = await runtime.client.attachPty(
        { workspaceId, ptyId: 'wait', fromOffset: 0 },
        {
          onOutput: (data) => {
            received += data.length;
            if (received >= mib / 2) silent.resolve();
          },
          onGap: () => undefined,
          onExit: () => exited.resolve(),
          onClose: () => undefined,
        },
      );
      await silent.promise;
      expect(received).toBeLessThanOrEqual(mib + mib / 2);
      attachment.write(Buffer.from('\x03'));
      while ((await runLine(runtime.client, workspaceId, 'test -e ~/interrupted')).code !== 0);
      attachment.acknowledge(received);
      await exited.promise;
      attachment.close();
      await runtime.client.closePty({ workspaceId, ptyId: 'wait' });
    },
    timeoutMs,
  );

  it(
    'interrupts a program that reads none of the input it was sent',
    async () => {
      const terminal = await openTerminal(runtime.client, {
        workspaceId,
        ptyId: 'deaf',
        command: ['bash', '-c', 'trap "exit 9" INT; echo up; while :; do sleep 0.1; done'],
      });
      await terminal.see(/up/);
      for (let line = 0; line < 2_000; line += 1) terminal.type('x'.repeat(50) + '\n');
      terminal.type('\x03');
      expect(await terminal.exited).toMatchObject({ code: 9 });
      await runtime.client.closePty({ workspaceId, ptyId: 'deaf' });
    },
    timeoutMs,
  );

  it(
    'lets a read-only viewer see and not type',
    async () => {
      const terminal = await openTerminal(runtime.client, {
        workspaceId,
        ptyId: 'shared',
        command: ['sh', '-c', 'echo up; read x; echo got-$x'],
      });
      await terminal.see(/up/);
      const nothing = {
        onOutput: () => undefined,
        onGap: () => undefined,
        onExit: () => undefined,
        onClose: () => undefined,
      };
      const spectator = await runtime.client.attachPty(
        { workspaceId, ptyId: 'shared', fromOffset: 0, readOnly: true },
        nothing,
      );
      spectator.write(Buffer.from('intruder\n'));
      await runtime.client.listPtys({ workspaceId });
      terminal.type('owner\n');
      await terminal.see(/got-owner/);
      spectator.close();
      await runtime.client.closePty({ workspaceId, ptyId: 'shared' });
    },
    timeoutMs,
  );

  it(
    'carries bytes to a port of the workspace in both directions, with half-close, and says when nothing listens',
    async () => {
      const server = `
        const parts = [];
        require('net').createServer({ allowHalfOpen: true }, (socket) => {
          socket.on('data', (part) => parts.push(part));
          socket.on('end', () => socket.end(Buffer.concat(parts).reverse()));
        }).listen(7001, '127.0.0.1', () => console.log('up'));`;
      const command = ['/opt/gpuaas/node', '-e', server];
      const terminal = await openTerminal(runtime.client, { workspaceId, ptyId: 'server', command });
      await terminal.see(/up/);
      const stream = await runtime.client.dial({ workspaceId, port: 7001 });
      const sent = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => index % 251));
      stream.end(sent);
      const received: Buffer[] = [];
      for await (const chunk of stream) received.push(chunk as Buffer);
      expect(Buffer.concat(received).equals(Buffer.from(sent).reverse())).toBe(true);
      await expect(runtime.client.dial({ workspaceId, port: 7002 })).rejects.toMatchObject({ code: 'port_closed' });
    },
    timeoutMs,
  );

  it(
    'runs a program with bounded output, input, exit code and timeout',
    async () => {
      const { client } = runtime;
      expect(await runLine(client, workspaceId, 'echo out; echo err >&2; exit 4')).toEqual({
        code: 4,
        out: 'out\nerr',
      });
      const large = await client.exec({ workspaceId, argv: ['head', '-c', '1000000', '/dev/zero'] });
      expect(large).toMatchObject({ truncated: true, exitCode: 0 });
      expect(Buffer.from(large.stdoutBase64, 'base64')).toHaveLength(262_144);
      expect(await client.exec({ workspaceId, argv: ['sleep', '100'], timeoutMs: 200 })).toMatchObject({
        timedOut: true,
        exitCode: null,
      });
      await expect(client.exec({ workspaceId, argv: ['/no/such/program'] })).rejects.toMatchObject({
        code: 'exec_failed',
      });
    },
    timeoutMs,
  );
});
