import { appendAudit } from '@/server/platform/audit';
import { systemActor } from '@/server/platform/iam';
import { database, inTransaction } from '@/server/shared/db';
import { log } from '@/server/shared/log';
import { fail } from '../allocations/allocation.moves';
import * as allocations from '../allocations/allocation.repository';
import { reasonOf } from '../allocations/allocation.rules';
import type { Allocation } from '../allocations/allocation.types';
import { giveUp } from '../allocations/release-drive.service';
import { tellFleetChanged } from '../capacity/capacity.service';
import { DriverError } from '../drivers/capacity-driver';
import { closeActive } from './endings.service';
import { guardOne } from './guard-one';
import { listInService, markUnavailable, retireNode, type NodeRow } from './node.repository';

const ABSENCE = systemActor('reconciler');
/** Several passes of the worker that reaches a node. */
const SILENT_MS = 20_000;
/** A launch on a node that does not answer is given up: the person may get another place. */
const START_PATIENCE_MS = 60_000;
/** A portal that is being upgraded, a machine that restarts, a runtime that an operator mends: back by then, with their workspaces. */
const LOST_MS = 30 * 60_000;
/** A machine that was taken away is not shown for ever; should it come back, it is enrolled again. */
const RETIRE_MS = 24 * 3_600_000;
const SILENCE = 'No portal has reached this machine for a while.';

/**
 * Looks after nodes that nobody reaches, whichever worker runs it: they are marked, so that nothing more is sold there, and what was
 * on them is settled. Runs after this worker's own nodes were seen.
 */
export async function sweepNodes(): Promise<void> {
  const now = await inTransaction(async (tx) => tx.now);
  for (const node of await listInService(database())) {
    if (node.state !== 'unavailable') {
      if (ageMs(now, node.lastSeenAt ?? node.enrolledAt) > SILENT_MS) await mark(node);
      continue;
    }
    const left = await allocations.listUnfinished(database(), node.id);
    for (const allocation of left) await guardOne(allocation.id, () => settle(node, allocation, now));
    const isGone = left.length === 0 && ageMs(now, node.unavailableSince ?? now) > RETIRE_MS;
    if (isGone) await guardOne(node.id, () => retire(node));
  }
}

const ageMs = (now: Date, at: Date) => now.getTime() - at.getTime();

async function mark(node: NodeRow): Promise<void> {
  await inTransaction(async (tx) => {
    if (!(await markUnavailable(tx, node.id, SILENCE))) return;
    log().warn({ nodeId: node.id, node: node.name }, 'nobody reaches this node');
    await tellFleetChanged(tx, node.id);
  });
}

async function settle(node: NodeRow, allocation: Allocation, now: Date): Promise<void> {
  // Whoever talks to the node about it gives up by itself.
  if (allocation.leaseUntil && allocation.leaseUntil > now) return;
  switch (allocation.state) {
    case 'requested':
    case 'provisioning':
      return failStart(allocation, now);
    case 'active':
      if (ageMs(now, node.unavailableSince ?? now) > LOST_MS)
        await closeActive(allocation, { reason: reasonOf('node_lost'), at: now });
      return;
    case 'releasing': {
      const silence = new DriverError(SILENCE, { code: 'unavailable', reasonCode: 'node_unavailable' });
      await inTransaction((tx) => giveUp(tx, allocation, silence));
      return;
    }
    case 'release_failed':
    case 'released':
    case 'failed':
      return;
  }
}

/** The slots stay claimed: nothing is proven while the node is silent. */
async function failStart(allocation: Allocation, now: Date): Promise<void> {
  const steps = await allocations.listSteps(database(), allocation.id);
  const since = steps.findLast((step) => step.kind === 'state')?.startedAt ?? allocation.requestedAt;
  if (ageMs(now, since) <= START_PATIENCE_MS) return;
  await inTransaction(async (tx) => {
    const current = await allocations.findForWork(tx.db, allocation.id);
    if (current?.version !== allocation.version) return;
    await fail(tx, current, { actor: ABSENCE, reason: reasonOf('node_unavailable') });
  });
}

async function retire(node: NodeRow): Promise<void> {
  await inTransaction(async (tx) => {
    await retireNode(tx, node.id);
    await appendAudit(tx, {
      actor: ABSENCE,
      action: 'gpuaas.node.retired',
      target: { kind: 'node', id: node.id, name: node.name },
      result: 'ok',
      reason: SILENCE,
    });
    await tellFleetChanged(tx, node.id);
  });
}
