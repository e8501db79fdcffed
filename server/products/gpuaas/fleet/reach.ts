import { database } from '@/server/shared/db';
import type { Id } from '@/server/shared/ids';
import { onceInProcess } from '@/server/shared/state/process-state';
import { DriverError, type CapacityDriver, type NodeFacts } from '../drivers/capacity-driver';
import { allDrivers, findDriver } from '../drivers/drivers';
import { gpuaasErrors } from '../gpuaas.errors';
import { findByRuntime, nodeForWork, type NodeRow } from './node.repository';

// Several portals may share one database while each reaches the runtime of its own machine alone. Whatever is done to a node is done
// by a process that reaches that very runtime: another one would not find its workspaces, and take them for lost or clean.

const identities = () => onceInProcess('gpuaas-runtime-identities', () => new WeakMap<CapacityDriver, string>());

/** Asks a driver who its runtime is, and remembers the answer. Rejects with DriverError. */
export async function identify(driver: CapacityDriver): Promise<NodeFacts> {
  const facts = await driver.inventory();
  identities().set(driver, facts.runtimeId);
  return facts;
}

/** The node that a driver reached last; null when it never answered this process. */
export async function lastReached(driver: CapacityDriver): Promise<NodeRow | null> {
  const runtimeId = identities().get(driver);
  return runtimeId === undefined ? null : findByRuntime(database(), driver.name, runtimeId);
}

/**
 * The driver through which this process reaches a node. Undefined: the node is another process's to work on. A runtime that is
 * silent is still the one that answered last.
 */
export async function reach(node: NodeRow): Promise<CapacityDriver | undefined> {
  const driver = findDriver(node.driver);
  if (!driver) return undefined;
  try {
    return (await identify(driver)).runtimeId === node.runtimeId ? driver : undefined;
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    return identities().get(driver) === node.runtimeId ? driver : undefined;
  }
}

/** The node of an allocation with the driver that reaches it. Throws `gpuaas.node_elsewhere` where this process does not. */
export async function requireReached(id: Id<'nod'> | null): Promise<{ node: NodeRow; driver: CapacityDriver }> {
  const node = id && (await nodeForWork(database(), id));
  if (!node) throw gpuaasErrors.driver_unknown({ attrs: { nodeId: id } });
  const driver = await reach(node);
  if (!driver) throw gpuaasErrors.node_elsewhere({ attrs: { nodeId: id } });
  return { node, driver };
}

/** Every node that answers this process now, by id. */
export async function reachedNodes(): Promise<Map<Id<'nod'>, CapacityDriver>> {
  const found = new Map<Id<'nod'>, CapacityDriver>();
  for (const driver of allDrivers()) {
    try {
      const { runtimeId } = await identify(driver);
      const node = await findByRuntime(database(), driver.name, runtimeId);
      if (node) found.set(node.id, driver);
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
    }
  }
  return found;
}
