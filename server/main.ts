import { createServer } from 'node:http';
import next from 'next';
import { CLIENT_ADDRESS_HEADER } from '@/server/context';
import '@/server/root';
import { makeSetupLink } from '@/server/platform/iam';
import { attachGateway } from '@/server/platform/runtime';
import { database } from '@/server/shared/db';
import { env, learnDatabaseAddress, type Role } from '@/server/shared/env';
import { startEventBus, startRelay } from '@/server/shared/events';
import { defineHealthCheck } from '@/server/shared/health';
import { frontDoor } from '@/server/shared/http';
import { isQueueReady, startWorker, stopJobQueue } from '@/server/shared/jobs';
import { log } from '@/server/shared/log';

const STOP_TIMEOUT_MS = 10_000;

/** What has to be ended, newest first, when the process ends. */
const closers: (() => Promise<unknown>)[] = [];

async function main(): Promise<void> {
  const config = env();
  const hasDatabase = learnDatabaseAddress();
  const isDevelopment = process.env['NODE_ENV'] === 'development';
  const server = createServer();
  closers.unshift(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  defineHealthCheck('queue', async () => ((await isQueueReady()) ? { ok: true } : { ok: false, why: 'not installed' }));

  // Side by side: each waits for the database or reads its own modules, and a person waits for all of them.
  const [answer, setup] = await Promise.all([
    config.roles.includes('web') ? startWeb(server, isDevelopment) : undefined,
    config.roles.includes('web') ? hasDatabase.then(makeSetupLink) : undefined,
    hasDatabase.then(() => startBackground(config.roles)),
  ]);
  const door = frontDoor({
    publicUrl: config.publicUrl,
    version: config.version,
    commit: config.commit,
    roles: config.roles,
    clientAddressHeader: CLIENT_ADDRESS_HEADER,
    trustedProxies: config.trustedProxies,
    next: async (request, response) => {
      if (answer) return answer(request, response);
      response.writeHead(404);
      response.end();
    },
  });
  server.on('request', (request, response) => {
    door(request, response).catch((error: unknown) => {
      log().error({ err: error }, 'a request could not be answered');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  if (config.roles.includes('gateway')) {
    // After the request handler stands, so that its path is answered there and nowhere else.
    const gateway = attachGateway(server);
    closers.unshift(() => gateway.close());
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  });
  process.send?.({ type: 'ready', setupLink: setup?.url });
  log().info({ port: config.port, roles: config.roles, profile: config.profile.name }, 'ready');
}

/** Live events for gateways; the relay, jobs and loops for workers. */
async function startBackground(roles: readonly Role[]): Promise<void> {
  if (roles.includes('gateway')) {
    const bus = startEventBus();
    closers.unshift(() => bus.close());
  }
  if (!roles.includes('worker')) return;
  const relay = startRelay();
  closers.unshift(() => relay.close());
  closers.unshift(await startWorker());
}

/** Next answers pages and `/api`; its development server also needs the upgrade of its own socket. */
async function startWeb(httpServer: ReturnType<typeof createServer>, dev: boolean) {
  const app = next({ dev, httpServer, hostname: env().host, port: env().port });
  await app.prepare();
  closers.unshift(() => app.close());
  const handle = app.getRequestHandler();
  return handle;
}

let stopping = false;

async function stop(exitCode: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  const forced = setTimeout(() => process.exit(exitCode), STOP_TIMEOUT_MS);
  for (const close of closers) {
    await close().catch((error: unknown) => log().warn({ err: error }, 'could not be closed in order'));
  }
  await stopJobQueue(STOP_TIMEOUT_MS / 2).catch(() => undefined);
  // Throws again what main() threw where the configuration cannot be read; that must not keep the process until it is forced.
  await (async () => database().$disconnect())().catch(() => undefined);
  clearTimeout(forced);
  process.exit(exitCode);
}

process.on('SIGTERM', () => void stop(0));
process.on('SIGINT', () => void stop(0));
// The launcher holds this channel: when it is gone, killed too, nobody would watch the database or end this process.
process.on('disconnect', () => void stop(0));
// The database may go away and come back under us; what was refused meanwhile was told to whoever asked.
process.on('unhandledRejection', (error) => log().error({ err: error }, 'unhandled rejection'));

main().catch((error: unknown) => {
  log().fatal({ err: error }, 'could not start');
  void stop(1);
});
