import { expect, test } from 'vitest';
import { verbOf } from './describe';

test('an action is told verb first, in the words that the screens use', () => {
  expect(verbOf('gpuaas.allocation.launched')).toBe('launched workspace');
  expect(verbOf('gpuaas.allocation.release_accepted')).toBe('asked to release workspace');
  expect(verbOf('iam.session.signed_in')).toBe('signed in');
  expect(verbOf('billing.budget.set')).toBe('set budget');
});
