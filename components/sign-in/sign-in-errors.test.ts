import { expect, it } from 'vitest';
import { refusalOf } from './sign-in-errors';

it('a refused sign-in is a sentence, with the correlation id where there is one, and never what an address says beyond that', () => {
  const id = '0123456789abcdef0123456789abcdef';
  expect(refusalOf(`iam.sign_in_throttled:${id}`)).toEqual({
    form: 'Too many failed attempts. Wait a quarter of an hour and try again.',
    correlationId: id,
  });
  for (const text of ['toString', 'Call 555-1234:now', `x y:${id}`]) {
    expect(refusalOf(text)).toEqual({ form: expect.stringMatching(/^Signing in did not work/) });
  }
});
