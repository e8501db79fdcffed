import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database } from '@/server/shared/db';
import { newUuid, uuidFromId } from '@/server/shared/ids';
import { stopJobQueue } from '@/server/shared/jobs';
import { fileDatabase } from '@/server/testkit';
import { isMove } from './allocations/allocation.rules';
import { ALLOCATION_STATES } from './allocations/allocation.types';
import { callAs, enrolStandIn, launchOf, makeTenant } from './gpuaas.testkit';

const APP = fileDatabase().url;
const SUPER = fileDatabase().superUrl;
let allocation: string;

beforeAll(async () => {
  await enrolStandIn(2);
  const { organization, person } = await makeTenant(1_000_000_000n);
  const { allocationId } = await callAs(person).allocation.launch(launchOf(organization));
  allocation = uuidFromId(allocationId);
});
afterAll(() => stopJobQueue(1_000));

/** Runs statements in one transaction that is rolled back; gives the constraint that broke, or undefined. */
async function attempt(url: string, before: string, statement: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN');
    if (before) await client.query(before);
    await client.query(statement);
    return undefined;
  } catch (error) {
    if (error instanceof pg.DatabaseError) return error.constraint ?? error.code;
    throw error;
  } finally {
    await client.query('ROLLBACK');
    await client.end();
  }
}

describe('the database', () => {
  it('lets an allocation make exactly the moves of the machine, whoever asks', async () => {
    // A superuser puts it into a state behind the triggers' back; the move itself goes through them.
    const times = "active_at = now(), release_accepted_at = now(), reason_code = 'x', reason_text = 'x'";
    for (const from of ALLOCATION_STATES) {
      for (const to of ALLOCATION_STATES.filter((state) => state !== from)) {
        const ended = (state: string) => (state === 'released' || state === 'failed' ? 'now()' : 'NULL');
        const broken = await attempt(
          SUPER,
          `SET LOCAL session_replication_role = replica;
           UPDATE gpuaas_allocation SET state = '${from}', ${times}, ended_at = ${ended(from)} WHERE id = '${allocation}';
           SET LOCAL session_replication_role = origin`,
          `UPDATE gpuaas_allocation SET state = '${to}', version = version + 1, ended_at = ${ended(to)},
             attempt = attempt + ${from === 'failed' ? 1 : 0} WHERE id = '${allocation}'`,
        );
        expect(broken, `${from} → ${to}`).toBe(isMove(from, to) ? undefined : 'gpuaas_allocation_move');
      }
    }
  });

  it('refuses a move without a version, a change of owner, and removal', async () => {
    const where = `WHERE id = '${allocation}'`;
    const moves: Record<string, string> = {
      [`UPDATE gpuaas_allocation SET state = 'provisioning' ${where}`]: 'gpuaas_allocation_move',
      [`UPDATE gpuaas_allocation SET version = version + 1 ${where}`]: 'gpuaas_allocation_move',
      [`UPDATE gpuaas_allocation SET owner_id = '${newUuid()}' ${where}`]: 'gpuaas_allocation_identity',
      [`DELETE FROM gpuaas_allocation ${where}`]: '42501',
      [`DELETE FROM gpuaas_slot`]: '42501',
    };
    for (const [statement, constraint] of Object.entries(moves))
      expect(await attempt(APP, '', statement), statement).toBe(constraint);
  });

  it('keeps a claimed slot with its workspace until it is freed', async () => {
    const other = newUuid();
    const taken = `WHERE allocation_id = '${allocation}'`;
    expect(
      await attempt(APP, '', `UPDATE gpuaas_slot SET allocation_id = '${other}', workspace_id = 'w' ${taken}`),
    ).toBe('gpuaas_slot_taken');
    expect(await attempt(APP, '', `UPDATE gpuaas_slot SET state = 'free' ${taken}`)).toBe('gpuaas_slot_claim');
  });

  it('makes partitions of samples ahead and drops old ones, at the word of a role that may make no table', async () => {
    const partitions = async () =>
      (
        await database().$queryRaw<{ name: string }[]>`
          SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
          WHERE i.inhparent = 'gpuaas_metric_sample'::regclass ORDER BY 1`
      ).map(({ name }) => name);
    const client = new pg.Client({ connectionString: SUPER });
    await client.connect();
    await client.query(`CREATE TABLE gpuaas_metric_sample_20200101 PARTITION OF gpuaas_metric_sample
      FOR VALUES FROM ('2020-01-01 00:00:00+00') TO ('2020-01-02 00:00:00+00');
      ALTER TABLE gpuaas_metric_sample_20200101 OWNER TO gpuaas_owner`);
    await client.end();
    const before = await partitions();
    await database().$executeRaw`SELECT gpuaas_metric_sample_maintain(4, 8)`;
    const after = await partitions();
    expect(after).not.toContain('gpuaas_metric_sample_20200101');
    expect(after.length).toBe(before.length - 1 + 2);
  });
});
