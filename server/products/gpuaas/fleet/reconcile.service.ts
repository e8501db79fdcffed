import { appendAudit } from '@/server/platform/audit';
import { systemActor } from '@/server/platform/iam';
import { processNow } from '@/server/shared/clock';
import { database, inTransaction } from '@/server/shared/db';
import { log } from '@/server/shared/log';
import * as allocations from '../allocations/allocation.repository';
import { isEnded, parseWorkspaceId, reasonOf, workspaceIdOf } from '../allocations/allocation.rules';
import type { Allocation } from '../allocations/allocation.types';
import { adopt, driveProvision } from '../allocations/provision.service';
import { driveRelease, returnSlots } from '../allocations/release-drive.service';
import { resumeRelease } from '../allocations/release.service';
import { tellFleetChanged } from '../capacity/capacity.service';
import { listLive } from '../capacity/slot.repository';
import { DriverError, type CapacityDriver, type WorkspaceFacts } from '../drivers/capacity-driver';
import { closeActive, readEndings, type Ending } from './endings.service';
import { enrol } from './enrol.service';
import { guardOne } from './guard-one';
import { markUnavailable, type NodeRow } from './node.repository';
import { identify, lastReached } from './reach';

const RECONCILER = systemActor('reconciler');
/** Younger work has a job of its own under way; the pass looks after what was left lying. */
const UNTOUCHED_MS = 3_000;

/**
 * Compares what is wanted with what runs, on the node that a driver reaches, and repairs the difference: a crash of the portal at any
 * line, of the node, or of both ends here. Everything it calls may be called twice. Other nodes are their own workers' business.
 */
export async function reconcileDriver(driver: CapacityDriver): Promise<void> {
  let node: NodeRow;
  let wanted: Allocation[];
  let seen: WorkspaceFacts[];
  try {
    node = await enrolAsWanted(driver);
    // Read before the node is asked: what is missing from its answer then is really missing.
    wanted = await allocations.listUnfinished(database(), node.id);
    seen = await driver.list();
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    await markSilent(driver, error);
    return;
  }
  const byId = new Map(seen.map((workspace) => [workspace.workspaceId, workspace]));
  const missing = wanted.filter(({ state }) => state === 'active').map(workspaceIdOf);
  const endings = await readEndings(driver, node, new Set(missing.filter((workspaceId) => !byId.has(workspaceId))));
  for (const allocation of wanted) await guardOne(allocation.id, () => repair(driver, allocation, { byId, endings }));
  await endOrphans(driver, node, seen);
  await returnLeftSlots(driver, node, byId);
}

/** Enrols the node that a driver reaches, and tells it to drain or to resume where an operator wants other than it does. */
export async function enrolAsWanted(driver: CapacityDriver): Promise<NodeRow> {
  const facts = await identify(driver);
  const node = await enrol(driver.name, facts);
  if (node.isDrainWanted === facts.isDraining) return node;
  await (node.isDrainWanted ? driver.drain() : driver.resume());
  return enrol(driver.name, { ...facts, isDraining: node.isDrainWanted });
}

async function markSilent(driver: CapacityDriver, error: DriverError): Promise<void> {
  const node = await lastReached(driver);
  if (!node) return;
  await inTransaction(async (tx) => {
    if (await markUnavailable(tx, node.id, error.message)) await tellFleetChanged(tx, node.id);
  });
}

interface Seen {
  byId: Map<string, WorkspaceFacts>;
  /** Of workspaces that are not there any more. */
  endings: Map<string, Ending>;
}

async function repair(driver: CapacityDriver, allocation: Allocation, { byId, endings }: Seen): Promise<void> {
  const workspaceId = workspaceIdOf(allocation);
  const workspace = byId.get(workspaceId);
  switch (allocation.state) {
    case 'requested':
      return (await isLeftLying(allocation)) ? driveProvision(allocation.id) : undefined;
    case 'provisioning':
      // Who started it would have said so by now, whatever its lease says.
      if (workspace?.state === 'running' && workspace.startedAt && ageMs(workspace.startedAt) > UNTOUCHED_MS)
        return adopt(allocation, { at: workspace.startedAt });
      return (await isLeftLying(allocation)) ? driveProvision(allocation.id) : undefined;
    case 'active':
      if (!workspace)
        return failActive(
          driver,
          allocation,
          endings.get(workspaceId) ?? { reason: reasonOf('workspace_lost'), at: processNow() },
        );
      if (workspace.state === 'exited' && workspace.exit)
        return failActive(driver, allocation, {
          reason: reasonOf(workspace.exit.reasonCode, workspace.exit.detail),
          at: workspace.exit.at,
        });
      return;
    case 'releasing':
      return driveRelease(allocation.id);
    case 'release_failed':
      // It failed for a silent node only; the node answers again. Anything else is an operator's to look at.
      if (allocation.reasonCode === 'node_unavailable') await inTransaction((tx) => resumeRelease(tx, allocation));
      return;
    case 'released':
    case 'failed':
      return;
  }
}

const ageMs = (at: Date) => processNow().getTime() - at.getTime();

async function isLeftLying(allocation: Allocation): Promise<boolean> {
  return inTransaction(async (tx) => {
    if (allocation.leaseUntil && allocation.leaseUntil > tx.now) return false;
    return allocation.state === 'provisioning' || tx.now.getTime() - allocation.requestedAt.getTime() > UNTOUCHED_MS;
  });
}

/** active → failed at the moment it really ended; then its slots return. Nothing when it has moved on meanwhile. */
export async function failActive(driver: CapacityDriver, allocation: Allocation, ending: Ending): Promise<void> {
  if (await closeActive(allocation, ending)) await returnSlots(driver, workspaceIdOf(allocation));
}

/** Ends workspaces that no allocation wants on this node: of an attempt that is over or elsewhere, or of none that is known. */
async function endOrphans(driver: CapacityDriver, node: NodeRow, seen: readonly WorkspaceFacts[]): Promise<void> {
  const ours = seen.flatMap((workspace) => {
    const parsed = parseWorkspaceId(workspace.workspaceId);
    return parsed ? [{ workspace, parsed }] : [];
  });
  const known = await allocations.mapById(database(), ours.map(({ parsed }) => parsed.id)); // prettier-ignore
  for (const { workspace, parsed } of ours) {
    const allocation = known.get(parsed.id);
    const isOfAttempt = allocation?.attempt === parsed.attempt && allocation.nodeId === node.id;
    if (isOfAttempt && !isEnded(allocation.state)) continue;
    const cleanup = await returnSlots(driver, workspace.workspaceId);
    if (!cleanup || workspace.state === 'cleanup_blocked') continue;
    log().warn({ workspaceId: workspace.workspaceId }, 'ended a workspace that nobody wants');
    await inTransaction((tx) =>
      appendAudit(tx, {
        actor: RECONCILER,
        action: 'gpuaas.workspace.orphan_ended',
        target: { kind: 'workspace', id: workspace.workspaceId },
        result: cleanup.isProven ? 'ok' : 'failed',
        metadata: { node: node.name },
        organizationId: allocation?.organizationId ?? null,
        projectId: allocation?.projectId ?? null,
      }),
    );
  }
}

/** Slots that are still claimed for an attempt that is over and that the node no longer has: asked for proof again. */
async function returnLeftSlots(
  driver: CapacityDriver,
  node: NodeRow,
  seen: Map<string, WorkspaceFacts>,
): Promise<void> {
  const claimed = (await listLive(database(), node.id)).filter((slot) => slot.state === 'claimed');
  const workspaceIds = new Set(claimed.flatMap((slot) => slot.workspaceId ?? []));
  const parsed = [...workspaceIds].flatMap((workspaceId) => {
    const name = parseWorkspaceId(workspaceId);
    return name && !seen.has(workspaceId) ? [{ workspaceId, ...name }] : [];
  });
  const known = await allocations.mapById(database(), parsed.map(({ id }) => id)); // prettier-ignore
  for (const { workspaceId, id, attempt } of parsed) {
    const allocation = known.get(id);
    if (allocation && (isEnded(allocation.state) || allocation.attempt !== attempt))
      await returnSlots(driver, workspaceId);
  }
}
