import { spawn } from '@lydell/node-pty';
import { createLiveClient, type LiveClient } from '@/components/live/live-client';
import { createTerminalLink } from '@/components/terminal/terminal-link';
import { newUuid, type Id } from '@/server/shared/ids';
import { figure, median, type Figure } from './lib/figure';
import { startProduct, type Product } from './lib/product';

const ROUNDS = 20;
const WARM_UP_ROUNDS = 2;
const DELTA_MS_MAX = 700;
const OWNER = { name: 'Bench Owner', email: 'owner@bench.example', password: 'a password of the bench' };
/** How the prompt of a workspace ends. */
const PROMPT = '$ ';

type Api = ReturnType<Product['api']>;

/** From the launch call to the first prompt at a socket client, beside the same sandbox and shell started by hand. */
export async function run(): Promise<Figure[]> {
  const product = await startProduct();
  try {
    const { api, live, projectId } = await becomeOwner(product);
    const skuCode = await smallestSku(api);
    const launchMs: number[] = [];
    const bareMs: number[] = [];
    for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
      const measured = await timeLaunch({ api, live, projectId, skuCode });
      const bare = await timeBareSandbox();
      if (round < WARM_UP_ROUNDS) continue;
      launchMs.push(measured);
      bareMs.push(bare);
    }
    live.stop();
    return [
      figure({
        name: 'launch',
        value: median(launchMs),
        floor: median(bareMs),
        unit: 'ms',
        aim: `≤ +${DELTA_MS_MAX} ms`,
        holds: ({ delta }) => delta <= DELTA_MS_MAX,
      }),
    ];
  } finally {
    await product.stop();
  }
}

async function becomeOwner(product: Product): Promise<{ api: Api; live: LiveClient; projectId: Id<'prj'> }> {
  const token = /\/setup#(\S+)/.exec(product.printed())?.[1];
  if (!token) throw new Error('the start printed no set-up link');
  await product.api().iam.setup.complete.mutate({
    token,
    organizationName: 'Bench',
    projectName: 'Bench',
    timeZone: 'UTC',
    person: OWNER,
  });
  const cookie = await product.signIn(OWNER.email, OWNER.password);
  const api = product.api(cookie);
  const live = createLiveClient({ url: product.url, transport: { extraHeaders: { origin: product.url, cookie } } });
  live.start();
  const [project] = (await api.me.get.query()).projects;
  if (!project) throw new Error('set-up made no project');
  return { api, live, projectId: project.id };
}

async function smallestSku(api: Api): Promise<string> {
  const { offers } = await api.gpuaas.catalog.list.query();
  const cpu = offers.find((offer) => offer.shape === 'cpu');
  if (!cpu) throw new Error('no CPU workspace is offered');
  return cpu.code;
}

interface Launch {
  api: Api;
  live: LiveClient;
  projectId: Id<'prj'>;
  skuCode: string;
}

/** Launches as the launch page does, follows the events, opens the terminal; ends with the release. */
async function timeLaunch({ api, live, projectId, skuCode }: Launch): Promise<number> {
  const startedMs = performance.now();
  const { allocationId } = await api.gpuaas.allocation.launch.mutate({
    projectId,
    skuCode,
    name: 'bench',
    image: 'base',
    diskMib: 1_024,
    idempotencyKey: newUuid(),
  });
  const surfaceId = await untilActive(api, live, allocationId);
  await untilPrompt(api, live, surfaceId);
  const elapsedMs = performance.now() - startedMs;
  await api.gpuaas.allocation.release.mutate({ allocationId, idempotencyKey: newUuid() });
  await untilState(api, live, { allocationId, state: 'released' });
  return elapsedMs;
}

async function untilActive(api: Api, live: LiveClient, allocationId: Id<'alc'>): Promise<Id<'sfc'>> {
  const allocation = await untilState(api, live, { allocationId, state: 'active' });
  const terminal = allocation.surfaces.find((surface) => surface.kind === 'terminal');
  if (!terminal) throw new Error('an active workspace without a terminal');
  return terminal.id;
}

/** Looks once, and again at every event about the allocation, as the page does. */
function untilState(api: Api, live: LiveClient, wanted: { allocationId: Id<'alc'>; state: string }) {
  const { allocationId } = wanted;
  type Seen = Awaited<ReturnType<Api['gpuaas']['allocation']['get']['query']>>;
  return new Promise<Seen>((resolve, reject) => {
    const look = () => {
      api.gpuaas.allocation.get.query({ allocationId }).then((seen) => {
        if (seen.state === 'failed') reject(new Error(seen.reasonText ?? 'the launch failed'));
        if (seen.state !== wanted.state) return;
        stopListening();
        resolve(seen);
      }, reject);
    };
    const stopListening = live.onEvent((event) => {
      if (event.payload['allocation_id'] === allocationId) look();
    });
    look();
  });
}

function untilPrompt(api: Api, live: LiveClient, surfaceId: Id<'sfc'>): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const link = createTerminalLink({
      live,
      mintTicket: async () => (await api.runtime.terminal.ticket.mutate({ surfaceId })).ticket,
      toLiveError: (error) => ({ code: 'bench', kind: 'internal', message: String(error), correlationId: '' }),
      surfaceId,
      ptyId: 'shell-1',
      create: true,
      size: { columns: 80, rows: 24 },
      onOutput: (data, _offset, consumed) => {
        consumed();
        seen += Buffer.from(data).toString();
        if (!seen.includes(PROMPT)) return;
        link.close();
        resolve();
      },
      onGap: () => undefined,
      onOpened: () => undefined,
      onPresence: () => undefined,
      onState: (state) => {
        if (state.kind === 'closed' && state.error) reject(new Error(state.error.message));
      },
    });
  });
}

/** The floor: namespaces, read-only system and a shell on a PTY, started directly. */
function timeBareSandbox(): Promise<number> {
  const startedMs = performance.now();
  const shell = ['--ro-bind', '/usr', '/usr', '--symlink', 'usr/bin', '/bin', '--symlink', 'usr/lib', '/lib', '--symlink', 'usr/lib64', '/lib64', '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--tmpfs', '/home', '--unshare-all', '--clearenv', '--setenv', 'PS1', PROMPT, '/bin/bash', '--norc', '-i']; // prettier-ignore
  const child = spawn('bwrap', shell, { cols: 80, rows: 24 });
  return new Promise((resolve) => {
    let seen = '';
    child.onData((text) => {
      seen += text;
      if (!seen.includes(PROMPT)) return;
      resolve(performance.now() - startedMs);
      child.kill('SIGKILL');
      seen = '';
    });
  });
}
