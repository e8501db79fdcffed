import { makeSnapshot, makeTenant, runMeterTick, startMeters } from '@/server/platform/billing/billing.testkit';
import { overrideClock } from '@/server/shared/clock';
import { closeDatabase, database, inTransaction, Prisma, type Tx } from '@/server/shared/db';
import { startDurableDatabase } from './lib/durable-database';
import { figure, median, type Figure } from './lib/figure';

const ACCOUNTS = 50;
const METERS_PER_ACCOUNT = 40;
const ROUNDS = 7;
const WINDOW_MS = 60_000;
const START = Date.parse('2026-03-10T08:00:00Z');
/** As many accounts at a time as the tick meters. */
const CONNECTIONS = 4;

/** The same tables with every index, check and default, and none of the triggers. */
const RAW_TABLES = `
  CREATE TABLE bench_transaction (LIKE billing_ledger_transaction INCLUDING ALL);
  CREATE TABLE bench_entry (LIKE billing_ledger_entry INCLUDING ALL);
  CREATE TABLE bench_usage (LIKE billing_usage_record INCLUDING ALL);
  GRANT ALL ON bench_transaction, bench_entry, bench_usage TO gpuaas_app;`;

/** One metering window over 2,000 running resources of 50 accounts, beside the rows it wrote inserted raw. */
export async function run(): Promise<Figure[]> {
  const stopper = await startDurableDatabase();
  try {
    await stopper.asOwner(RAW_TABLES);
    overrideClock(() => new Date(START));
    const snapshot = await makeSnapshot(24_999_999n, 2);
    for (let n = 0; n < ACCOUNTS; n++) {
      await startMeters(await makeTenant(10n ** 15n), { snapshot, count: METERS_PER_ACCOUNT });
    }
    await stopper.asOwner('ANALYZE');
    const ticks: number[] = [];
    const raw: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      overrideClock(() => new Date(START + round * WINDOW_MS));
      const tickMs = await elapsed(async () => {
        const outcome = await runMeterTick({ windowMs: WINDOW_MS, holdMs: 3_600_000 });
        if (outcome.usageRecords !== ACCOUNTS * METERS_PER_ACCOUNT) throw new Error('the tick left meters behind');
      });
      const windows = await readWindows();
      const rawMs = await elapsed(() => insertRaw(windows));
      if (round > 1) {
        ticks.push(tickMs);
        raw.push(rawMs);
      }
    }
    return [
      figure({
        name: 'tick',
        value: median(ticks),
        floor: median(raw),
        unit: 'ms',
        aim: '≤ 3×',
        holds: ({ ratio }) => ratio <= 3,
      }),
    ];
  } finally {
    overrideClock(undefined);
    await closeDatabase();
    await stopper.stop();
  }
}

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Columns of a table with their types, in order. */
type Columns = Record<string, string>;
type Row = Record<string, unknown>;

const HEADER: Columns = {
  id: 'uuid',
  billing_account_id: 'uuid',
  seq: 'bigint',
  encoding_version: 'smallint',
  kind: 'text',
  currency: 'text',
  occurred_at: 'timestamptz',
  idempotency_key: 'text',
  body_hash: 'bytea',
  entry_count: 'integer',
  actor_kind: 'text',
  correlation_id: 'text',
};
const ENTRY: Columns = {
  transaction_id: 'uuid',
  line_no: 'integer',
  billing_account_id: 'uuid',
  ledger_account_id: 'uuid',
  amount_micros: 'bigint',
  currency: 'text',
  organization_id: 'uuid',
  department_id: 'uuid',
  project_id: 'uuid',
  actor_id: 'uuid',
  product: 'text',
  resource_id: 'uuid',
  unit: 'text',
  quantity: 'bigint',
  price_snapshot_id: 'uuid',
  hold_id: 'uuid',
};
const USAGE: Columns = {
  id: 'uuid',
  kind: 'text',
  resource_id: 'uuid',
  unit: 'text',
  start_at: 'timestamptz',
  end_at: 'timestamptz',
  quantity: 'bigint',
  price_snapshot_id: 'uuid',
  charge_micros: 'bigint',
  remainder_before: 'bigint',
  remainder_after: 'bigint',
  billing_account_id: 'uuid',
  organization_id: 'uuid',
  department_id: 'uuid',
  project_id: 'uuid',
  actor_id: 'uuid',
  product: 'text',
  transaction_id: 'uuid',
};

/** What one account's window wrote. */
interface Window {
  header: Row[];
  entries: Row[];
  usage: Row[];
}

/** The rows that the tick wrote last, per account; read outside of the measured time. */
async function readWindows(): Promise<Window[]> {
  const headers = await database().$queryRaw<Row[]>`
    SELECT DISTINCT ON (billing_account_id) * FROM billing_ledger_transaction WHERE kind = 'usage' ORDER BY billing_account_id, seq DESC`;
  return Promise.all(
    headers.map(async (header) => ({
      header: [header],
      entries: await database().$queryRaw<
        Row[]
      >`SELECT * FROM billing_ledger_entry WHERE transaction_id = ${header['id']}::uuid`,
      usage: await database().$queryRaw<
        Row[]
      >`SELECT * FROM billing_usage_record WHERE transaction_id = ${header['id']}::uuid`,
    })),
  );
}

/** Writes them raw: one transaction per account, one statement per table, on as many connections as the tick has. */
async function insertRaw(windows: readonly Window[]): Promise<void> {
  const queue = [...windows];
  const work = async () => {
    for (let window = queue.shift(); window; window = queue.shift()) {
      const { header, entries, usage } = window;
      await inTransaction(async (tx) => {
        await insertRows(tx, { table: 'bench_transaction', columns: HEADER, rows: header });
        await insertRows(tx, { table: 'bench_entry', columns: ENTRY, rows: entries });
        await insertRows(tx, { table: 'bench_usage', columns: USAGE, rows: usage });
      });
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
}

async function insertRows(
  tx: Tx,
  { table, columns, rows }: { table: string; columns: Columns; rows: Row[] },
): Promise<void> {
  const names = Object.keys(columns);
  const arrays = Object.entries(columns).map(
    ([name, type]) => Prisma.sql`${rows.map((row) => row[name] ?? null)}::${Prisma.raw(type)}[]`,
  );
  await tx.db.$executeRaw`
    INSERT INTO ${Prisma.raw(table)} (${Prisma.raw(names.join(', '))}) SELECT * FROM unnest(${Prisma.join(arrays)})`;
}
