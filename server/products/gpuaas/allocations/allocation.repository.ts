import { scopeWhere, type Scope } from '@/server/platform/iam';
import { type Prisma, type Db, type Tx } from '@/server/shared/db';
import { idFromUuid, uuidFromId, type Id } from '@/server/shared/ids';
import { toSku } from '../catalog/catalog.repository';
import { UNFINISHED_STATES } from './allocation.rules';
import { ALLOCATION_STATES, type Allocation, type AllocationState, type Step } from './allocation.types';

const WITH_SKU = { sku: true } as const;
type Row = Prisma.AllocationGetPayload<{ include: typeof WITH_SKU }>;

function toState(text: string): AllocationState {
  const state = ALLOCATION_STATES.find((known) => known === text);
  if (!state) throw new RangeError(`unknown allocation state ${text}`);
  return state;
}

function toAllocation(row: Row): Allocation {
  return {
    ...row,
    id: idFromUuid('alc', row.id),
    organizationId: idFromUuid('org', row.organizationId),
    departmentId: idFromUuid('dep', row.departmentId),
    projectId: idFromUuid('prj', row.projectId),
    ownerId: idFromUuid('usr', row.ownerId),
    nodeId: row.nodeId === null ? null : idFromUuid('nod', row.nodeId),
    priceSnapshotId: idFromUuid('psn', row.priceSnapshotId),
    state: toState(row.state),
    sku: toSku(row.sku),
  };
}

/** The allocation within a scope, or null. */
export async function findById(db: Db, scope: Scope, id: Id<'alc'>): Promise<Allocation | null> {
  const row = await db.allocation.findFirst({
    where: { ...scopeWhere(scope), id: uuidFromId(id) },
    include: WITH_SKU,
  });
  return row && toAllocation(row);
}

/** For jobs and loops, which act for the platform itself: no scope. */
export async function findForWork(db: Db, id: Id<'alc'>): Promise<Allocation | null> {
  const row = await db.allocation.findUnique({ where: { id: uuidFromId(id) }, include: WITH_SKU });
  return row && toAllocation(row);
}

/** Every allocation that wants or has something on a node, or on any, oldest first. */
export async function listUnfinished(db: Db, nodeId?: Id<'nod'>): Promise<Allocation[]> {
  const rows = await db.allocation.findMany({
    where: { state: { in: [...UNFINISHED_STATES] }, ...(nodeId && { nodeId: uuidFromId(nodeId) }) },
    include: WITH_SKU,
    orderBy: { requestedAt: 'asc' },
  });
  return rows.map(toAllocation);
}

/** Those of these ids that exist, by id. */
export async function mapById(db: Db, ids: readonly Id<'alc'>[]): Promise<Map<Id<'alc'>, Allocation>> {
  const rows = await db.allocation.findMany({
    where: { id: { in: ids.map(uuidFromId) } },
    include: WITH_SKU,
  });
  return new Map(rows.map(toAllocation).map((allocation) => [allocation.id, allocation]));
}

/** Those of these ids that exist, in the order of the ids. */
export async function listByIds(db: Db, ids: readonly Id<'alc'>[]): Promise<Allocation[]> {
  const known = await mapById(db, ids);
  return ids.flatMap((id) => known.get(id) ?? []);
}

type NewAllocation = Omit<
  Allocation,
  | 'state' | 'reasonCode' | 'reasonText' | 'version' | 'attempt' | 'leaseUntil' | 'isForced' | 'correlationId'
  | 'requestedAt' | 'activeAt' | 'releaseAcceptedAt' | 'endedAt'
>; // prettier-ignore

/** Inserts a requested allocation. */
export async function insert(tx: Tx, input: NewAllocation): Promise<Allocation> {
  const { sku, ...rest } = input;
  const row = await tx.db.allocation.create({
    data: {
      ...rest,
      id: uuidFromId(input.id),
      organizationId: uuidFromId(input.organizationId),
      departmentId: uuidFromId(input.departmentId),
      projectId: uuidFromId(input.projectId),
      ownerId: uuidFromId(input.ownerId),
      nodeId: input.nodeId && uuidFromId(input.nodeId),
      priceSnapshotId: uuidFromId(input.priceSnapshotId),
      skuId: uuidFromId(sku.id),
      state: 'requested',
      correlationId: tx.correlationId,
      requestedAt: tx.now,
    },
    include: WITH_SKU,
  });
  return toAllocation(row);
}

/** What a state move may change beside the state. Ids are edge ids. */
export interface Patch {
  reasonCode?: string | null;
  reasonText?: string | null;
  departmentId?: Id<'dep'>;
  nodeId?: Id<'nod'>;
  priceSnapshotId?: Id<'psn'>;
  microsPerHour?: bigint;
  attempt?: number;
  isForced?: boolean;
  leaseUntil?: Date | null;
  activeAt?: Date | null;
  releaseAcceptedAt?: Date | null;
  endedAt?: Date | null;
}

/** Moves the state if state and version are still the ones read; undefined when somebody else was faster. */
export async function compareAndSetState(
  tx: Tx,
  allocation: Allocation,
  change: { to: AllocationState; patch: Patch },
): Promise<Allocation | undefined> {
  const { departmentId, nodeId, priceSnapshotId, ...patch } = change.patch;
  const moved = await tx.db.allocation.updateManyAndReturn({
    where: { id: uuidFromId(allocation.id), state: allocation.state, version: allocation.version },
    data: {
      ...patch,
      ...(departmentId && { departmentId: uuidFromId(departmentId) }),
      ...(nodeId && { nodeId: uuidFromId(nodeId) }),
      ...(priceSnapshotId && { priceSnapshotId: uuidFromId(priceSnapshotId) }),
      state: change.to,
      version: allocation.version + 1,
    },
  });
  const row = moved[0];
  return row && { ...toAllocation({ ...row, sku: toSkuRow(allocation) }), sku: allocation.sku };
}

/** A move never changes what was bought, so the SKU that was read stays the one. */
function toSkuRow(allocation: Allocation): Row['sku'] {
  return { ...allocation.sku, id: uuidFromId(allocation.sku.id), createdAt: allocation.requestedAt, retiredAt: null };
}

/**
 * Takes the right to talk to the node about an allocation until `until`; false while another worker has it. A worker that dies
 * loses it by time.
 */
export async function takeLease(tx: Tx, allocation: Allocation, until: Date): Promise<boolean> {
  const taken = await tx.db.allocation.updateMany({
    where: {
      id: uuidFromId(allocation.id),
      version: allocation.version,
      OR: [{ leaseUntil: null }, { leaseUntil: { lt: tx.now } }],
    },
    data: { leaseUntil: until },
  });
  return taken.count === 1;
}

/** Gives the lease back. */
export async function dropLease(tx: Tx, id: Id<'alc'>): Promise<void> {
  await tx.db.allocation.updateMany({ where: { id: uuidFromId(id) }, data: { leaseUntil: null } });
}

/** The timeline, oldest first. */
export async function listSteps(db: Db, id: Id<'alc'>): Promise<Step[]> {
  const rows = await db.allocationStep.findMany({ where: { allocationId: uuidFromId(id) }, orderBy: { seq: 'asc' } });
  return rows.map(({ name, message, startedAt, endedAt, ...row }) => ({
    kind: row.kind === 'state' ? 'state' : 'step',
    state: row.state === 'running' ? 'running' : row.state === 'failed' ? 'failed' : 'done',
    name,
    message,
    startedAt,
    endedAt,
  }));
}

/** Ends whatever of the timeline is still running. */
export async function closeSteps(tx: Tx, id: Id<'alc'>, end: { at: Date; state: 'done' | 'failed' }): Promise<void> {
  await tx.db.allocationStep.updateMany({
    where: { allocationId: uuidFromId(id), state: 'running' },
    data: { state: end.state, endedAt: end.at },
  });
}

/**
 * Appends to the timeline. The caller holds the allocation's row (by a move or by `lockForSteps`), so numbers have no race.
 */
export async function appendSteps(tx: Tx, id: Id<'alc'>, steps: readonly Step[]): Promise<void> {
  const last = await tx.db.allocationStep.aggregate({
    where: { allocationId: uuidFromId(id) },
    _max: { seq: true },
  });
  const first = (last._max.seq ?? 0) + 1;
  await tx.db.allocationStep.createMany({
    data: steps.map((step, index) => ({
      ...step,
      allocationId: uuidFromId(id),
      seq: first + index,
      correlationId: tx.correlationId,
    })),
  });
}

/** Locks the row if it is still at this version. */
export async function lockAtVersion(tx: Tx, allocation: Pick<Allocation, 'id' | 'version'>): Promise<boolean> {
  const rows = await tx.db.$queryRaw<unknown[]>`
    SELECT 1 FROM gpuaas_allocation WHERE id = ${uuidFromId(allocation.id)}::uuid AND version = ${allocation.version}
    FOR NO KEY UPDATE`;
  return rows.length === 1;
}

/** An operator's word over a release that is under way: no grace, no wait for proof. The old lease no longer counts. */
export async function force(tx: Tx, id: Id<'alc'>): Promise<void> {
  await tx.db.allocation.updateMany({
    where: { id: uuidFromId(id), state: 'releasing' },
    data: { isForced: true, leaseUntil: null },
  });
}

/** Puts what is not over yet under the department that its project moved to; what has ended stays where it was charged. */
export async function moveUnfinished(tx: Tx, moved: { projectId: Id<'prj'>; departmentId: Id<'dep'> }): Promise<void> {
  await tx.db.allocation.updateMany({
    where: { projectId: uuidFromId(moved.projectId), state: { in: [...UNFINISHED_STATES] } },
    data: { departmentId: uuidFromId(moved.departmentId) },
  });
}
