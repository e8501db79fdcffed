import { describe, expect, it } from 'vitest';
import { inTransaction } from '@/server/shared/db';
import { newUuid } from '@/server/shared/ids';
import { runIdempotent } from './idempotency';

const principalId = newUuid();
let effects = 0;
const call = (key: string, body: unknown) =>
  inTransaction((tx) =>
    runIdempotent(tx, { principalId, procedure: 'sample.do', key, body }, async () => {
      effects += 1;
      return { effect: effects, amount: 12n };
    }),
  );

describe('an idempotency key', () => {
  it('has one effect and one answer, also for calls that arrive at once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => call('once', { a: 1 })));
    expect(effects).toBe(1);
    expect(answers).toEqual(Array.from({ length: 6 }, () => ({ effect: 1, amount: 12n })));
  });

  it('refuses another body, and is free again after a failure', async () => {
    await expect(call('once', { a: 2 })).rejects.toMatchObject({ code: 'shared.idempotency_conflict' });
    const failing = inTransaction((tx) =>
      runIdempotent(tx, { principalId, procedure: 'sample.do', key: 'failed', body: {} }, async () => {
        throw new RangeError('no');
      }),
    );
    await expect(failing).rejects.toThrow('no');
    expect(await call('failed', {})).toMatchObject({ effect: 2 });
  });
});
