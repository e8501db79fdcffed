import { expect, test } from 'vitest';
import { retryKeyOf } from './idempotency-key';

const id = 'alc_01h455vb4pex5vsknk084sn02q';

test('trying again has one key per failed attempt, in the form that the server takes', () => {
  expect(retryKeyOf({ id, attempt: 1 })).toBe(retryKeyOf({ id, attempt: 1 }));
  expect(retryKeyOf({ id, attempt: 2 })).not.toBe(retryKeyOf({ id, attempt: 1 }));
  expect(retryKeyOf({ id, attempt: 12 })).toMatch(/^[A-Za-z0-9_-]{16,64}$/);
});
