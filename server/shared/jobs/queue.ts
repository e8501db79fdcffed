import { PgBoss } from 'pg-boss';
import { databaseAddress } from '@/server/shared/env';
import { log } from '@/server/shared/log';
import { onceInProcess } from '@/server/shared/state/process-state';

const POOL_SIZE_MAX = 6;

interface QueueHolder {
  boss: Promise<PgBoss> | undefined;
}

const holder = () => onceInProcess<QueueHolder>('job-queue', () => ({ boss: undefined }));

/** The process' pg-boss, started. Schema and queues are the owner's, made at migration; a failed start is tried anew by the next caller. */
export function jobQueue(): Promise<PgBoss> {
  const held = holder();
  held.boss ??= start().catch((error: unknown) => {
    held.boss = undefined;
    throw error;
  });
  return held.boss;
}

async function start(): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: databaseAddress(),
    application_name: 'gpuaas-jobs',
    max: POOL_SIZE_MAX,
    schema: 'pgboss',
    migrate: false,
    createSchema: false,
    schedule: false,
    reindex: false,
    useListenNotify: true,
  });
  boss.on('error', (error) => log().warn({ err: error }, 'job queue'));
  await boss.start();
  return boss;
}

/** Stops the queue of this process, letting running jobs finish within the time given. */
export async function stopJobQueue(timeoutMs: number): Promise<void> {
  const held = holder();
  const boss = await held.boss?.catch(() => undefined);
  held.boss = undefined;
  await boss?.stop({ graceful: true, timeout: timeoutMs });
}

/** Whether this process' queue is started and its database answers. */
export async function isQueueReady(): Promise<boolean> {
  const boss = await jobQueue();
  return boss.isInstalled();
}
