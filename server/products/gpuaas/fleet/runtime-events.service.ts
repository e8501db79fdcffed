import { database, inTransaction } from '@/server/shared/db';
import { log } from '@/server/shared/log';
import * as allocations from '../allocations/allocation.repository';
import { parseWorkspaceId } from '../allocations/allocation.rules';
import { adopt, observedOf } from '../allocations/provision.service';
import { DriverError, type CapacityDriver, type DriverEvent } from '../drivers/capacity-driver';
import { endingOf } from './endings.service';
import { advanceEvents, findByRuntime, type NodeRow } from './node.repository';
import { identify } from './reach';
import { failActive } from './reconcile.service';

/**
 * Follows the signed events of the node that a driver reaches from the last one taken in, until the stream breaks or the worker
 * stops. Several workers may follow at once: an event's effect is a compare-and-set, and how far we are only goes forward.
 */
export async function followEvents(driver: CapacityDriver, signal: AbortSignal): Promise<void> {
  try {
    const node = await findByRuntime(database(), driver.name, (await identify(driver)).runtimeId);
    if (!node) return;
    for await (const event of driver.events(Number(node.lastEventSeq) + 1, signal)) {
      if (event.runtimeId !== node.runtimeId) return;
      await takeIn(driver, node, event);
    }
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    log().debug({ err: error, driver: driver.name }, 'the event stream ended; it is taken up again');
  }
}

/** Applies one event and remembers it. A crash between the two applies it again, which changes nothing. */
async function takeIn(driver: CapacityDriver, node: NodeRow, event: DriverEvent): Promise<void> {
  await apply(driver, node, event);
  await inTransaction((tx) => advanceEvents(tx, node.id, event.sequence));
}

async function apply(driver: CapacityDriver, node: NodeRow, event: DriverEvent): Promise<void> {
  const parsed = parseWorkspaceId(event.workspaceId);
  const allocation = parsed && (await allocations.findForWork(database(), parsed.id));
  if (!allocation || allocation.attempt !== parsed.attempt || allocation.nodeId !== node.id) return;
  if (event.fact.kind === 'started') {
    // While a worker holds the lease it reads the same event itself and goes on with it.
    if (allocation.state === 'provisioning' && !(allocation.leaseUntil && allocation.leaseUntil > event.at))
      await adopt(allocation, observedOf(event));
    return;
  }
  const ending = endingOf(event);
  if (ending && allocation.state === 'active') await failActive(driver, allocation, ending);
}
