import {
  estimateMicros,
  gateLaunch,
  lockBillingAccount,
  takePriceSnapshot,
  type PriceSnapshot,
} from '@/server/platform/billing';
import { lockProject, type ProjectScope, type UserActor } from '@/server/platform/iam';
import { inTransaction, type Tx } from '@/server/shared/db';
import { env } from '@/server/shared/env';
import { newId, uuidFromId, type Id } from '@/server/shared/ids';
import { runIdempotent } from '@/server/shared/trpc';
import { claimSlots } from '../capacity/capacity.service';
import { findOffered } from '../catalog/catalog.repository';
import { METER_UNITS, unitsOf } from '../catalog/catalog.rules';
import { gpuaasErrors } from '../gpuaas.errors';
import { DISK_MIB_MIN } from './allocation.schemas';
import { provisionJob } from './allocation.jobs';
import { attributionOf, audit, moveAllocation, tellChanged } from './allocation.moves';
import * as repository from './allocation.repository';
import { checkRetry, workspaceIdOf } from './allocation.rules';
import type { Allocation, Sku } from './allocation.types';

export interface LaunchInput {
  skuCode: string;
  /** Host name of the workspace. */
  name: string;
  image: 'base';
  diskMib: number;
  /** Made when the form opens. */
  idempotencyKey: string;
}

/**
 * Records a launch in one transaction: project → money (hold) → slots → allocation, with its timeline, audit row, job and event.
 * Called again with the same key it gives the same allocation. Throws `gpuaas.no_capacity` and `gpuaas.launch_refused` with the
 * reason; then nothing was recorded.
 */
export async function launch(
  actor: UserActor,
  scope: ProjectScope,
  input: LaunchInput,
): Promise<{ allocationId: Id<'alc'> }> {
  const { idempotencyKey, ...wanted } = input;
  return inTransaction((tx) =>
    runIdempotent(
      tx,
      {
        principalId: uuidFromId(actor.id),
        procedure: 'gpuaas.allocation.launch',
        key: idempotencyKey,
        body: { ...wanted, projectId: scope.projectId },
      },
      () => recordLaunch(tx, { actor, scope, wanted }),
    ),
  );
}

interface Launching {
  actor: UserActor;
  scope: ProjectScope;
  wanted: Omit<LaunchInput, 'idempotencyKey'>;
}

async function recordLaunch(tx: Tx, { actor, scope, wanted }: Launching): Promise<{ allocationId: Id<'alc'> }> {
  const sku = await findOffered(tx.db, wanted.skuCode);
  if (!sku) throw gpuaasErrors.sku_unknown({ details: { skuCode: 'This size is no longer offered.' } });
  checkDisk(sku, wanted.diskMib);
  const project = await lockProject(tx, scope.projectId);
  if (!project || project.archivedAt) throw gpuaasErrors.project_closed();
  const id = newId('alc');
  const { organizationId, departmentId } = project;
  const who = { organizationId, departmentId, projectId: project.id, ownerId: actor.id };
  const price = await secureMoney(tx, { id, name: wanted.name, sku, ...who });
  const workspaceId = workspaceIdOf({ id, attempt: 1 });
  const nodeId = await claimSlots(tx, sku, { allocationId: id, workspaceId });
  const allocation = await repository.insert(tx, {
    ...who,
    id,
    sku,
    nodeId,
    name: wanted.name,
    image: wanted.image,
    diskMib: wanted.diskMib,
    priceSnapshotId: price.id,
    microsPerHour: price.totalMicrosPerHour,
    currency: price.currency,
    isSimulated: sku.isSimulated,
  });
  await repository.appendSteps(tx, id, [
    { kind: 'state', name: 'requested', state: 'running', message: null, startedAt: tx.now, endedAt: null },
  ]);
  await audit(tx, allocation, { actor, action: 'gpuaas.allocation.launched' });
  await provisionJob.enqueue(tx, { allocationId: id });
  await tellChanged(tx, allocation);
  return { allocationId: id };
}

/** A disk within what the size allows; each refusal names the field. */
function checkDisk(sku: Sku, diskMib: number): void {
  const largest = `At most ${sku.diskMib} MiB with this size.`;
  if (diskMib < DISK_MIB_MIN)
    throw gpuaasErrors.disk_too_small({ details: { diskMib: `At least ${DISK_MIB_MIN} MiB.` } });
  if (diskMib > sku.diskMib) throw gpuaasErrors.disk_too_large({ details: { diskMib: largest } });
}

interface Money extends Pick<
  Allocation,
  'id' | 'name' | 'sku' | 'organizationId' | 'departmentId' | 'projectId' | 'ownerId'
> {}

/** Freezes the price and places the hold, under the lock of the billing account. */
async function secureMoney(tx: Tx, request: Money): Promise<PriceSnapshot> {
  const { profile } = env();
  await lockBillingAccount(tx, request.organizationId);
  const price = await takePriceSnapshot(tx, {
    sku: request.sku.family,
    unit: METER_UNITS[request.sku.shape],
    multiplier: unitsOf(request.sku),
    currency: profile.currency,
  });
  const decision = await gateLaunch(tx, {
    attribution: attributionOf(request),
    resource: { id: request.id, name: request.name },
    estimateMicros: estimateMicros(price.totalMicrosPerHour, profile.holdMs),
  });
  if (!decision.allowed)
    throw gpuaasErrors.launch_refused({ details: { reason: decision.code, sentence: decision.message } });
  return price;
}

/**
 * Tries a failed launch again: a new attempt with today's price, a new hold and new slots, through the same machine. Throws
 * `gpuaas.not_retryable` for what already ran.
 */
export async function retry(tx: Tx, actor: UserActor, allocation: Allocation): Promise<Allocation> {
  const refusal = checkRetry(allocation);
  if (refusal) throw gpuaasErrors.not_retryable({ details: { sentence: refusal } });
  const project = await lockProject(tx, allocation.projectId);
  if (!project || project.archivedAt) throw gpuaasErrors.project_closed();
  // The project may have moved meanwhile: from now on whoever it belongs to today pays.
  const { departmentId } = project;
  const price = await secureMoney(tx, { ...allocation, departmentId });
  const attempt = allocation.attempt + 1;
  const workspaceId = workspaceIdOf({ id: allocation.id, attempt });
  const nodeId = await claimSlots(tx, allocation.sku, { allocationId: allocation.id, workspaceId });
  const requested = await moveAllocation(tx, allocation, {
    to: 'requested',
    patch: { attempt, departmentId, nodeId, priceSnapshotId: price.id, microsPerHour: price.totalMicrosPerHour },
  });
  await audit(tx, requested, { actor, action: 'gpuaas.allocation.retried' });
  await provisionJob.enqueue(tx, { allocationId: allocation.id });
  return requested;
}
