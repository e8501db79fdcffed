import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient, type Prisma } from '@/server/shared/db/generated/client';
import { onceInProcess } from '@/server/shared/state/process-state';

/** Connections of one process. Web, worker and relay share them; a launch burst waits rather than exhausting the server. */
const POOL_SIZE_MAX = 20;

/** What a read may use: the pool, or the transaction at hand. */
export type Db = Prisma.TransactionClient;

/** The process' client. Made at first use, because imports run before the embedded database's address is known. */
export function database(): PrismaClient {
  return onceInProcess('database', () => {
    const connectionString = process.env['DATABASE_URL'];
    if (!connectionString) throw new Error('DATABASE_URL is not set');
    const adapter = new PrismaPg(
      { connectionString, max: POOL_SIZE_MAX, application_name: 'gpuaas', connectionTimeoutMillis: 10_000 },
      { onPoolError: () => undefined },
    );
    return new PrismaClient({ adapter });
  });
}
