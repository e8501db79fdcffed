import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { smallWorkspace, startTestRuntime, type TestRuntime } from '@/server/node-runtime/testing/test-runtime';
import { registerTerminalBackend, type Surface } from '@/server/platform/runtime';
import {
  collectOutput,
  connectAs,
  connected,
  next,
  openTerminal,
  ticketOf,
  type TestSocket,
} from '@/server/platform/runtime/gateway/gateway.testkit';
import {
  createPerson,
  createTenant,
  openTestSurface,
  startTestPortal,
  TEST_ORIGIN,
  type TestPerson,
  type TestPortal,
} from '@/server/platform/runtime/runtime.testkit';
import { newId, newUuid } from '@/server/shared/ids';
import { createLocalTerminals } from './local-terminals';

process.env['PUBLIC_URL'] = TEST_ORIGIN;

// Real parts from end to end: a socket client, the gateway, the node runtime as a process, a sandbox with a shell.
let runtime: TestRuntime;
let portal: TestPortal;
let person: TestPerson;
let surface: Surface;
const sockets: TestSocket[] = [];

beforeAll(async () => {
  runtime = await startTestRuntime();
  registerTerminalBackend(
    'local',
    createLocalTerminals(() => runtime.client),
  );
  portal = await startTestPortal();
  const tenant = await createTenant(`t${newUuid().slice(-12)}`);
  person = await createPerson(tenant, 'project_member');
  const resourceId = newId('alc');
  await runtime.client.provision(smallWorkspace(resourceId, { name: 'box' }));
  surface = await openTestSurface(tenant, {
    ownerId: person.actor.id,
    resourceId,
    driver: 'local',
    workspaceId: resourceId,
  });
});
afterAll(async () => {
  await portal.close();
  await runtime.stop();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});

/** Where a connection that was cut left off. */
interface Left {
  opened: { incarnation: string };
  output: { nextOffset: number };
}

/** A shell of this name on a connection of its own, from the start or from where another connection was. */
async function follow(ptyId: string, seen?: Left, through: TestPortal = portal) {
  const socket = await connected(connectAs(through, person));
  sockets.push(socket);
  const resume = seen && { incarnation: seen.opened.incarnation, offset: seen.output.nextOffset };
  const ticket = await ticketOf(person, surface);
  const opened = await openTerminal(socket, surface, { ticket, ptyId, ...(resume && { resume }) });
  if (!opened.ok) throw new Error(opened.error.message);
  const output = collectOutput(socket, opened);
  const type = (text: string) => socket.emit('terminal:input', opened.channel, Buffer.from(text));
  return { socket, opened, output, type };
}

/** Resolves once the shell has printed `word`; type it in two halves, or its echo counts. */
async function until(shell: Awaited<ReturnType<typeof follow>>, word: string): Promise<void> {
  while (!shell.output.bytes().includes(word)) await shell.output.upTo(shell.output.nextOffset + 1);
}

describe('a shell in a real sandbox', () => {
  test('is the same, byte for byte, after its connection was cut again and again while it printed', async () => {
    let shell = await follow('cut');
    const parts: Buffer[] = [];
    let gaps = 0;
    shell.type("stty -onlcr -echo; PS1=''; for i in $(seq 1 60000); do echo line $i; done; printf 'do%s\\n' ne\n");
    for (let cut = 0; cut < 5; cut++) {
      await shell.output.upTo(shell.output.nextOffset + 60_000);
      shell.socket.disconnect();
      parts.push(shell.output.bytes());
      gaps += shell.output.gaps.length;
      shell = await follow('cut', shell);
    }
    await until(shell, 'done');
    const text = Buffer.concat([...parts, shell.output.bytes()]).toString();
    const lines = text.match(/^line \d+$/gm) ?? [];
    expect(gaps + shell.output.gaps.length).toBe(0);
    expect(lines).toEqual(Array.from({ length: 60_000 }, (_, i) => `line ${i + 1}`));
  });

  test('goes on behind another gateway, and shows a new browser everything from the start', async () => {
    const first = await startTestPortal();
    const shell = await follow('moved', undefined, first);
    shell.type("printf 'be%s\\n' fore\n");
    await until(shell, 'before');
    await first.close();
    const resumed = await follow('moved', shell);
    resumed.type("printf 'af%s\\n' ter\n");
    await until(resumed, 'after');
    expect(resumed.output.bytes().includes('before')).toBe(false);
    const fresh = await follow('moved');
    await until(fresh, 'after');
    expect(fresh.output.bytes().equals(Buffer.concat([shell.output.bytes(), resumed.output.bytes()]))).toBe(true);
  });

  test('survives the runtime: the client hears that it is away, and goes on where it was', async () => {
    const shell = await follow('runtime');
    shell.type("printf 'be%s\\n' fore\n");
    await until(shell, 'before');
    const away = next(shell.socket, 'terminal:reachable', (_channel, isReachable) => !isReachable);
    await runtime.crash();
    await away;
    await runtime.start();
    shell.type("printf 'af%s\\n' ter\n");
    await until(shell, 'after');
    expect(shell.output.gaps).toEqual([]);
  });

  test('stops a flood at once on Ctrl-C, with little old output before the prompt', async () => {
    const shell = await follow('flood');
    shell.type("PS1='prompt''> '; yes flood\n");
    await shell.output.upTo(5_000_000);
    const offset = shell.output.nextOffset;
    const startedMs = performance.now();
    shell.type("\u0003printf 'sto%s\\n' pped\n");
    await until(shell, 'stopped');
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    expect(shell.output.nextOffset - offset).toBeLessThan(1_000_000);
    expect(shell.output.gaps).toEqual([]);
  });

  test('waits while its client shows nothing, so that nothing piles up on the way', async () => {
    const socket = await connected(connectAs(portal, person));
    sockets.push(socket);
    let receivedBytes = 0;
    let firstOutput: () => void = () => undefined;
    const began = new Promise<void>((resolve) => (firstOutput = resolve));
    socket.on('terminal:output', (_channel, _offset, data) => {
      receivedBytes += data.length;
      firstOutput();
    });
    const opened = await openTerminal(socket, surface, { ticket: await ticketOf(person, surface), ptyId: 'slow' });
    if (!opened.ok) throw new Error(opened.error.message);
    await began;
    socket.emit('terminal:input', opened.channel, Buffer.from('yes\n'));
    // Another shell of the same workspace works meanwhile, and by the time it has, the first one stands still.
    const other = await follow('beside');
    other.type("printf 'be%s\\n' side\n");
    await until(other, 'beside');
    expect(receivedBytes).toBeLessThanOrEqual(524_288);
  });
});
