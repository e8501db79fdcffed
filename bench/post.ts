import { createHash } from 'node:crypto';
import {
  insertPosting,
  makeTenant,
  uuid,
  type Leg,
  type Posting,
  type TestTenant,
} from '@/server/platform/billing/billing.testkit';
import { closeDatabase, database, inTransaction, type Db } from '@/server/shared/db';
import { newUuid } from '@/server/shared/ids';
import { startDurableDatabase } from './lib/durable-database';
import { figure, median, type Figure } from './lib/figure';

const ACCOUNTS = 50;
const WRITERS = 8;
const ROUNDS = 5;
const ROUND_MS = 2_000;

/** The same tables with every index, check and default, and none of the triggers. */
const RAW_TABLES = `
  CREATE TABLE bench_transaction (LIKE billing_ledger_transaction INCLUDING ALL);
  CREATE TABLE bench_entry (LIKE billing_ledger_entry INCLUDING ALL);
  GRANT ALL ON bench_transaction, bench_entry TO gpuaas_app;`;

interface Target {
  tenant: TestTenant;
  billingAccountId: string;
  ledgerAccounts: Map<string, string>;
  rawSeq: bigint;
}

/** One write, over the pool (a statement is a transaction of its own) or inside a transaction. */
type Write = (db: Db, target: Target) => Promise<unknown>;

/**
 * Ledger transactions per second with all defences on, beside the same rows inserted raw, one SQL call each, same fsync; and both
 * once more inside the server's `inTransaction`, as services post.
 */
export async function run(): Promise<Figure[]> {
  const stopper = await startDurableDatabase();
  try {
    await stopper.asOwner(RAW_TABLES);
    const targets: Target[] = [];
    for (let n = 0; n < ACCOUNTS; n++) targets.push(await makeTarget());
    const alone = (write: Write) => (target: Target) => write(database(), target);
    const within = (write: Write) => (target: Target) => inTransaction((tx) => write(tx.db, target));
    return [
      await compare('post', targets, [alone(postOne), alone(insertRaw)]),
      await compare('post in a transaction', targets, [within(postOne), within(insertRaw)]),
    ];
  } finally {
    await closeDatabase();
    await stopper.stop();
  }
}

type Run = (target: Target) => Promise<unknown>;

/** Takes turns between the posting and its floor, so that both see the same machine. */
async function compare(name: string, targets: Target[], [posting, floor]: [Run, Run]): Promise<Figure> {
  await measure(targets, posting, ROUND_MS / 2);
  await measure(targets, floor, ROUND_MS / 2);
  const posted: number[] = [];
  const raw: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    posted.push(await measure(targets, posting, ROUND_MS));
    raw.push(await measure(targets, floor, ROUND_MS));
  }
  return figure({
    name,
    value: median(posted),
    floor: median(raw),
    unit: 'transactions/s',
    aim: '≥ 0.5×',
    holds: ({ ratio }) => ratio >= 0.5,
  });
}

async function makeTarget(): Promise<Target> {
  const tenant = await makeTenant(10n ** 15n);
  const billingAccountId = uuid(tenant.accountId);
  const rows = await database().ledgerAccount.findMany({ where: { billingAccountId } });
  return { tenant, billingAccountId, ledgerAccounts: new Map(rows.map((row) => [row.kind, row.id])), rawSeq: 0n };
}

/** Writers share the accounts; gives transactions per second. */
async function measure(targets: Target[], write: Run, durationMs: number): Promise<number> {
  const start = performance.now();
  let count = 0;
  const writer = async (offset: number) => {
    for (let n = offset; performance.now() - start < durationMs; n += WRITERS) {
      const target = targets[n % targets.length];
      if (target) await write(target);
      count++;
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, offset) => writer(offset)));
  return (count * 1_000) / (performance.now() - start);
}

function legsOf({ tenant }: Target): Leg[] {
  const { departmentId, projectId, actorId, product } = tenant.attribution;
  const about = { departmentId: uuid(departmentId), projectId: uuid(projectId), actorId: uuid(actorId), product };
  const resourceId = newUuid();
  return [
    { ...about, resourceId, account: 'customer_funds', amountMicros: -7n },
    { ...about, resourceId, account: 'holds', amountMicros: 7n },
  ];
}

const postOne: Write = (db, target) => {
  const posting: Posting = {
    billingAccountId: target.billingAccountId,
    kind: 'hold',
    occurredAt: new Date(),
    idempotencyKey: newUuid(),
    actor: { kind: 'system', id: null },
    legs: legsOf(target),
  };
  return insertPosting(db, posting, 'bench');
};

const insertRaw: Write = (db, target) => {
  const legs = legsOf(target);
  const key = newUuid();
  const column = <T>(pick: (leg: Leg) => T | null | undefined) => legs.map((leg) => pick(leg) ?? null);
  target.rawSeq += 1n;
  return db.$executeRaw`
    WITH header AS (
      INSERT INTO bench_transaction (id, billing_account_id, seq, encoding_version, kind, currency, occurred_at, idempotency_key,
        body_hash, entry_count, actor_kind, correlation_id)
      VALUES (${newUuid()}::uuid, ${target.billingAccountId}::uuid, ${target.rawSeq}, 1, 'hold', 'EUR', ${new Date()}, ${key},
        ${createHash('sha256').update(key).digest()}, ${legs.length}, 'system', ${key})
      RETURNING id, billing_account_id
    )
    INSERT INTO bench_entry (transaction_id, line_no, billing_account_id, ledger_account_id, amount_micros, currency, organization_id,
      department_id, project_id, actor_id, product, resource_id)
    SELECT header.id, l.line_no, header.billing_account_id, l.account_id, l.amount, 'EUR', ${uuid(target.tenant.organizationId)}::uuid,
      l.department_id, l.project_id, l.actor_id, l.product, l.resource_id
    FROM header, unnest(${legs.map((leg) => target.ledgerAccounts.get(leg.account))}::uuid[], ${legs.map((leg) => leg.amountMicros)}::bigint[],
      ${column((leg) => leg.departmentId)}::uuid[], ${column((leg) => leg.projectId)}::uuid[], ${column((leg) => leg.actorId)}::uuid[],
      ${column((leg) => leg.product)}::text[], ${column((leg) => leg.resourceId)}::uuid[])
      WITH ORDINALITY AS l(account_id, amount, department_id, project_id, actor_id, product, resource_id, line_no)`;
};
