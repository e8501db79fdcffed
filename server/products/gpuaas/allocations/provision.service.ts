import { systemActor } from '@/server/platform/iam';
import { database, inTransaction, type Tx } from '@/server/shared/db';
import { isAppError } from '@/server/shared/errors';
import type { Id } from '@/server/shared/ids';
import { log } from '@/server/shared/log';
import { listOfWorkspace } from '../capacity/slot.repository';
import { DriverError, type CapacityDriver, type DriverEvent } from '../drivers/capacity-driver';
import type { NodeRow } from '../fleet/node.repository';
import { requireReached } from '../fleet/reach';
import { gpuaasErrors } from '../gpuaas.errors';
import { activate, fail, moveAllocation, type Observed } from './allocation.moves';
import * as repository from './allocation.repository';
import { isStarting, reasonOf, workspaceIdOf } from './allocation.rules';
import type { Allocation, Reason } from './allocation.types';
import { driveRelease, returnSlots } from './release-drive.service';
import { timelineWriter } from './timeline-writer';

const PROVISIONER = systemActor('provisioner');
/** Longer than a start takes; a worker that dies blocks the work for no longer than this. A slower start may be asked twice. */
const LEASE_MS = 20_000;
/** A node that is silent for longer fails the launch: the person may try another one. */
const PATIENCE_MS = 60_000;
/** The signed event of a start is there before the answer; waiting longer only happens when the stream is broken. */
const STARTED_EVENT_WAIT_MS = 3_000;

/**
 * Brings a requested allocation to active, or goes on with one whose worker died. Safe to call at any time, twice or from two
 * processes: the lease lets one through, the driver's provision is idempotent, the state moves by compare-and-set. Throws
 * `gpuaas.node_unavailable` to be called again, `gpuaas.node_elsewhere` to be called by the process that reaches the node.
 */
export async function driveProvision(id: Id<'alc'>): Promise<void> {
  const waiting = await repository.findForWork(database(), id);
  if (!waiting || !isStarting(waiting.state)) return;
  const { node, driver } = await requireReached(waiting.nodeId);
  const allocation = await inTransaction((tx) => begin(tx, waiting));
  if (!allocation) return;
  try {
    await provisionOn(driver, node, allocation);
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    await handleRefusal(driver, allocation, error);
  }
}

async function begin(tx: Tx, { id, attempt }: Allocation): Promise<Allocation | undefined> {
  const allocation = await repository.findForWork(tx.db, id);
  // Another attempt has a job of its own, and maybe another node.
  if (allocation?.attempt !== attempt) return undefined;
  const leaseUntil = new Date(tx.now.getTime() + LEASE_MS);
  if (allocation.state === 'requested')
    return moveAllocation(tx, allocation, { to: 'provisioning', patch: { leaseUntil } }).catch(givenUp);
  if (allocation.state !== 'provisioning') return undefined;
  return (await repository.takeLease(tx, allocation, leaseUntil)) ? allocation : undefined;
}

/** Somebody else moved it first: then it is theirs. */
function givenUp(error: unknown): undefined {
  if (isAppError(error) && error.code === 'gpuaas.state_changed') return undefined;
  throw error;
}

async function provisionOn(driver: CapacityDriver, node: NodeRow, allocation: Allocation): Promise<void> {
  const workspaceId = workspaceIdOf(allocation);
  const slots = await listOfWorkspace(database(), workspaceId);
  const timeline = timelineWriter(allocation);
  const workspace = await driver.provision(
    {
      workspaceId,
      name: allocation.name,
      gpuUuids: slots.flatMap((slot) => slot.gpuUuid ?? []),
      cpuMillis: allocation.sku.cpuMillis,
      memoryMib: allocation.sku.memoryMib,
      diskMib: allocation.diskMib,
    },
    timeline.add,
  );
  const observed =
    (await awaitStarted(driver, node, workspaceId)) ?? (workspace.startedAt && { at: workspace.startedAt });
  await timeline.settled();
  if (workspace.state === 'exited' && workspace.exit)
    return failLaunch(allocation, reasonOf(workspace.exit.reasonCode, workspace.exit.detail), driver);
  if (!observed) throw gpuaasErrors.node_unavailable({ attrs: { workspaceId } });
  await finish(allocation, observed);
}

/**
 * The moment of the start as the runtime signed it, read from the node's event stream. Undefined when the stream does not have
 * it in time; the answer's own time, from the same journal, then counts.
 */
async function awaitStarted(driver: CapacityDriver, node: NodeRow, workspaceId: string): Promise<Observed | undefined> {
  const signal = AbortSignal.timeout(STARTED_EVENT_WAIT_MS);
  try {
    for await (const event of driver.events(Number(node.lastEventSeq) + 1, signal)) {
      if (event.workspaceId === workspaceId && event.fact.kind === 'started') return observedOf(event);
    }
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    log().warn({ err: error, workspaceId }, 'the start was not seen on the event stream');
  }
  return undefined;
}

/** A driver's event as the source of a fact in the books. */
export function observedOf(event: DriverEvent): Observed {
  return { at: event.at, sourceEventId: `${event.runtimeId}:${event.sequence}` };
}

/** provisioning → active, unless a release came meanwhile: then what was just started is ended. */
async function finish(allocation: Allocation, observed: Observed): Promise<void> {
  const outcome = await inTransaction(async (tx) => {
    const current = await repository.findForWork(tx.db, allocation.id);
    if (current?.state !== 'provisioning' || current.version !== allocation.version) {
      await repository.dropLease(tx, allocation.id);
      return current?.state;
    }
    return (await activate(tx, current, { actor: PROVISIONER, observed })).state;
  });
  if (outcome === 'releasing') await driveRelease(allocation.id);
}

/** Adopts a workspace that runs although nobody heard of its start: the portal died, or the answer was lost. */
export async function adopt(allocation: Allocation, observed: Observed): Promise<void> {
  await finish(allocation, observed);
}

async function handleRefusal(driver: CapacityDriver, allocation: Allocation, error: DriverError): Promise<void> {
  if (error.code === 'refused') return failLaunch(allocation, reasonOf(error.reasonCode, error.message), driver);
  const isOver = await inTransaction(async (tx) => {
    const current = await repository.findForWork(tx.db, allocation.id);
    const steps = await repository.listSteps(tx.db, allocation.id);
    const since = steps.findLast((step) => step.kind === 'state')?.startedAt ?? allocation.requestedAt;
    if (current?.state === 'provisioning' && tx.now.getTime() - since.getTime() > PATIENCE_MS) return true;
    await repository.dropLease(tx, allocation.id);
    return false;
  });
  if (isOver) return failLaunch(allocation, reasonOf('node_unavailable'), driver);
  throw gpuaasErrors.node_unavailable({ cause: error });
}

/** → failed with the hold back in full; then the slots return as soon as the node proves that nothing is left. */
async function failLaunch(allocation: Allocation, reason: Reason, driver: CapacityDriver): Promise<void> {
  const outcome = await inTransaction(async (tx) => {
    const current = await repository.findForWork(tx.db, allocation.id);
    if (!current || current.version !== allocation.version) {
      await repository.dropLease(tx, allocation.id);
      return current?.state;
    }
    return (await fail(tx, current, { actor: PROVISIONER, reason })).state;
  });
  if (outcome === 'releasing') await driveRelease(allocation.id);
  if (outcome === 'failed') await returnSlots(driver, workspaceIdOf(allocation));
}
