import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { overrideClock } from '@/server/shared/clock';
import { defineErrors } from '@/server/shared/errors';
import { fileDatabase } from '@/server/testkit';
import { database } from './client';
import { inTransaction } from './in-transaction';
import { registerConstraintErrors, toAppError } from './sql-error';

const errors = defineErrors('sample', { unbalanced: { kind: 'conflict', message: 'It does not balance.' } });
registerConstraintErrors({ sample_balanced: errors.unbalanced });

describe('a transaction', () => {
  beforeAll(async () => {
    const owner = new pg.Client({ connectionString: fileDatabase().ownerUrl });
    await owner.connect();
    await owner.query(`
      CREATE TABLE sample (id int PRIMARY KEY, value int NOT NULL);
      CREATE FUNCTION sample_check() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.value < 0 THEN
          RAISE EXCEPTION 'refused by constraint "sample_balanced"' USING ERRCODE = 'check_violation', CONSTRAINT = 'sample_balanced';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER sample_balanced AFTER INSERT ON sample DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION sample_check();
      INSERT INTO sample VALUES (1, 0), (2, 0);
    `);
    await owner.end();
  });
  afterAll(() => overrideClock(undefined));

  it('tells a failure at COMMIT as the error that the constraint was registered with', async () => {
    await expect(inTransaction((tx) => tx.db.$executeRaw`INSERT INTO sample VALUES (10, -1)`)).rejects.toMatchObject({
      code: 'sample.unbalanced',
    });
    const rows = await database().$queryRaw<unknown[]>`SELECT 1 FROM sample WHERE id = 10`;
    expect(rows).toHaveLength(0);
  });

  it('is run again after a deadlock, and both sides succeed', async () => {
    let arrived = 0;
    let release: () => void = () => undefined;
    const bothHoldOne = new Promise<void>((resolve) => (release = resolve));
    const cross = (first: number, second: number) => {
      let isFirstAttempt = true;
      return inTransaction(async (tx) => {
        await tx.db.$executeRaw`UPDATE sample SET value = value + 1 WHERE id = ${first}`;
        if (isFirstAttempt) {
          isFirstAttempt = false;
          if (++arrived === 2) release();
          await bothHoldOne;
        }
        await tx.db.$executeRaw`UPDATE sample SET value = value + 1 WHERE id = ${second}`;
      });
    };
    await Promise.all([cross(1, 2), cross(2, 1)]);
    const rows = await database().$queryRaw<{ value: number }[]>`SELECT value FROM sample WHERE id IN (1, 2)`;
    expect(rows).toEqual([{ value: 2 }, { value: 2 }]);
  });

  it('takes its time from the database, unless a clock is set', async () => {
    const before = Date.now() - 5_000;
    const seen = await inTransaction(async (tx) => tx.now);
    expect(seen.getTime()).toBeGreaterThan(before);
    overrideClock(() => new Date('2020-01-01T00:00:00Z'));
    expect(await inTransaction(async (tx) => tx.now.toISOString())).toBe('2020-01-01T00:00:00.000Z');
  });

  it('leaves errors that are no database failures as they were', () => {
    const plain = new Error('plain');
    expect(toAppError(plain)).toBe(plain);
  });
});
