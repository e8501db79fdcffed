import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient, type Prisma } from '@/server/shared/db/generated/client';
import { databaseAddress } from '@/server/shared/env';
import { onceInProcess } from '@/server/shared/state/process-state';

/** Connections of one process. Web, worker and relay share them; a launch burst waits rather than exhausting the server. */
const POOL_SIZE_MAX = 20;

/** What a read may use: the pool, or the transaction at hand. */
export type Db = Prisma.TransactionClient;

const holder = () => onceInProcess<{ client: PrismaClient | undefined }>('database', () => ({ client: undefined }));

/** The process' client, made at first use. */
export function database(): PrismaClient {
  const held = holder();
  held.client ??= connect();
  return held.client;
}

/** Ends the pool. Whoever asks for the database afterwards gets one to the address of that moment. */
export async function closeDatabase(): Promise<void> {
  const held = holder();
  const { client } = held;
  held.client = undefined;
  await client?.$disconnect();
}

function connect(): PrismaClient {
  const adapter = new PrismaPg(
    {
      connectionString: databaseAddress(),
      max: POOL_SIZE_MAX,
      application_name: 'gpuaas',
      connectionTimeoutMillis: 10_000,
    },
    { onPoolError: () => undefined },
  );
  return new PrismaClient({ adapter });
}
