import type { TestProject } from 'vitest/node';
import { startTestCluster, type ClusterAddress } from './cluster';

declare module 'vitest' {
  interface ProvidedContext {
    testCluster: ClusterAddress;
  }
}

/** Starts the run's cluster; vitest calls the returned function when the run is over. A failure here fails the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startTestCluster();
  project.provide('testCluster', cluster.address);
  return () => cluster.stop();
}
