import { database, inTransaction } from '@/server/shared/db';
import { systemActor } from '@/server/platform/iam';
import { log } from '@/server/shared/log';
import { fail, lastProofOfLife, type Observed } from '../allocations/allocation.moves';
import * as allocations from '../allocations/allocation.repository';
import { isUnseenEnd, reasonOf } from '../allocations/allocation.rules';
import type { Allocation, Reason } from '../allocations/allocation.types';
import { observedOf } from '../allocations/provision.service';
import { DriverError, type CapacityDriver, type DriverEvent } from '../drivers/capacity-driver';
import type { NodeRow } from './node.repository';

const RECONCILER = systemActor('reconciler');
/** What a runtime has signed comes at once; longer only waits for what is not there. */
const EVENTS_WAIT_MS = 1_500;

/** How a workspace ended that nobody had asked to end. */
export interface Ending extends Observed {
  reason: Reason;
}

/** The ending that an event tells of, if it does. */
export function endingOf(event: DriverEvent): Ending | undefined {
  const { fact } = event;
  switch (fact.kind) {
    case 'exited':
      return { ...observedOf(event), reason: reasonOf(fact.exit.reasonCode, fact.exit.detail), at: fact.exit.at };
    case 'released':
      return { ...observedOf(event), reason: reasonOf('machine_stopped') };
    case 'started':
    case 'other':
      return undefined;
  }
}

/** What a node signed about the end of these workspaces and nobody took in yet, by workspace. */
export async function readEndings(
  driver: CapacityDriver,
  node: NodeRow,
  workspaceIds: ReadonlySet<string>,
): Promise<Map<string, Ending>> {
  const found = new Map<string, Ending>();
  if (workspaceIds.size === 0) return found;
  try {
    for await (const event of driver.events(Number(node.lastEventSeq) + 1, AbortSignal.timeout(EVENTS_WAIT_MS))) {
      const ending = workspaceIds.has(event.workspaceId) ? endingOf(event) : undefined;
      if (ending && !found.has(event.workspaceId)) found.set(event.workspaceId, ending);
      if (found.size === workspaceIds.size) break;
    }
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    log().warn({ err: error, node: node.name }, 'the event stream could not be read for endings');
  }
  return found;
}

/**
 * active → failed at the moment it really ended. Where nobody saw the end, only the time up to the last proof of life is billed.
 * False when it has moved on meanwhile.
 */
export async function closeActive(allocation: Allocation, { reason, ...observed }: Ending): Promise<boolean> {
  if (isUnseenEnd(reason.code)) {
    const alive = await lastProofOfLife(database(), allocation);
    if (alive < observed.at) observed.at = alive;
  }
  return inTransaction(async (tx) => {
    const current = await allocations.findForWork(tx.db, allocation.id);
    if (current?.state !== 'active' || current.version !== allocation.version) return false;
    await fail(tx, current, { actor: RECONCILER, reason, observed });
    return true;
  });
}
