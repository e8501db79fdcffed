import { afterAll, beforeAll } from 'vitest';
import { startTestRuntime, type TestRuntime } from '@/server/node-runtime/testing/test-runtime';
import { describeDriver } from '../driver-conformance.testkit';
import { createLocalDriver } from './local-driver';

let runtime: TestRuntime;

beforeAll(async () => {
  runtime = await startTestRuntime();
});
afterAll(() => runtime.stop());

const driver = createLocalDriver(() => runtime.client);

describeDriver('local', () => ({
  driver,
  // The workspace's user may signal everything in it: all at once is what a crash inside looks like from outside.
  crash: async (workspaceId) => {
    await driver.exec(workspaceId, ['sh', '-c', 'kill -9 -1']).catch(() => undefined);
  },
}));
