import { describeDriver } from './driver-conformance.testkit';
import { createStandIn } from './stand-in.testkit';

// What the tests of allocations lean on keeps the same contract as the real one.
const node = createStandIn({ name: 'stand-in', gpuCount: 2 });
describeDriver('stand-in', () => ({
  driver: node.driver,
  crash: async (workspaceId) => node.exit(workspaceId, 'workspace_exited'),
}));
