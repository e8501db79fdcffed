import { type Prisma, type Db, type Tx } from '@/server/shared/db';
import { idFromUuid, newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import type { Sku } from '../allocations/allocation.types';
import type { GpuFacts } from '../drivers/capacity-driver';
import type { NodeState, SlotFacts, SlotState } from './capacity.types';

const WITH_NODE = { node: { select: { state: true } } } as const;
type Row = Prisma.SlotGetPayload<{ include: typeof WITH_NODE }>;

const NODE_STATES: readonly NodeState[] = ['enrolled', 'active', 'drained', 'unavailable', 'retired'];

/** Text of the database as a node's state; throws a RangeError on anything else. */
export function toNodeState(text: string): NodeState {
  const state = NODE_STATES.find((known) => known === text);
  if (!state) throw new RangeError(`unknown node state ${text}`);
  return state;
}

function toSlotState(text: string): SlotState {
  if (text === 'free' || text === 'claimed' || text === 'cleanup_blocked') return text;
  throw new RangeError(`unknown slot state ${text}`);
}

function toSlot({ node, ...row }: Row): SlotFacts {
  return {
    id: idFromUuid('slt', row.id),
    nodeId: idFromUuid('nod', row.nodeId),
    nodeState: toNodeState(node.state),
    kind: row.kind === 'cpu' ? 'cpu' : 'gpu',
    ordinal: row.ordinal,
    gpuUuid: row.gpuUuid,
    gpuModel: row.gpuModel,
    gpuMemoryMib: row.gpuMemoryMib,
    numaNode: row.numaNode,
    isSimulated: row.isSimulated,
    state: toSlotState(row.state),
    allocationId: row.allocationId === null ? null : idFromUuid('alc', row.allocationId),
    workspaceId: row.workspaceId,
    claimedAt: row.claimedAt,
    blockedReason: row.blockedReason,
    healthReason: row.healthReason,
  };
}

const IN_ORDER = [
  { nodeId: 'asc' },
  { kind: 'desc' },
  { ordinal: 'asc' },
] satisfies Prisma.SlotOrderByWithRelationInput[];

/** All slots in use of the fleet, or of one node. */
export async function listLive(db: Db, nodeId?: Id<'nod'>): Promise<SlotFacts[]> {
  const rows = await db.slot.findMany({
    where: { retiredAt: null, ...(nodeId && { nodeId: uuidFromId(nodeId) }) },
    include: WITH_NODE,
    orderBy: IN_ORDER,
  });
  return rows.map(toSlot);
}

/** Slots that a workspace holds, claimed or blocked. */
export async function listOfWorkspace(db: Db, workspaceId: string): Promise<SlotFacts[]> {
  const rows = await db.slot.findMany({ where: { workspaceId }, include: WITH_NODE, orderBy: IN_ORDER });
  return rows.map(toSlot);
}

/** One slot, or null. */
export async function findById(db: Db, id: Id<'slt'>): Promise<SlotFacts | null> {
  const row = await db.slot.findUnique({ where: { id: uuidFromId(id) }, include: WITH_NODE });
  return row && toSlot(row);
}

/** Claims take turns fleet-wide: a launch sees every slot either free or taken, never half-taken by somebody who gives up. */
export async function lockClaims(tx: Tx): Promise<void> {
  await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('gpuaas_slot_claim', 0))`;
}

/**
 * Locks the claimable slots of a size. What a cleanup holds locked at this moment is skipped: it is not free yet. A device that two
 * runtimes of one machine offer is claimed through one of them.
 */
export async function lockClaimable(tx: Tx, sku: Sku): Promise<SlotFacts[]> {
  const rows = await tx.db.$queryRaw<{ id: string }[]>`
    SELECT s.id FROM gpuaas_slot s JOIN gpuaas_node n ON n.id = s.node_id
    WHERE s.state = 'free' AND s.retired_at IS NULL AND s.health_reason IS NULL AND n.state = 'active'
      AND s.kind = ${sku.shape === 'cpu' ? 'cpu' : 'gpu'}
      AND s.gpu_model IS NOT DISTINCT FROM ${sku.gpuModel}::text AND s.is_simulated = ${sku.isSimulated}
      AND NOT EXISTS (
        SELECT FROM gpuaas_slot o
        WHERE o.gpu_uuid = s.gpu_uuid AND o.node_id <> s.node_id AND o.state <> 'free' AND o.retired_at IS NULL)
    ORDER BY s.node_id, s.ordinal FOR UPDATE OF s SKIP LOCKED`;
  const locked = await tx.db.slot.findMany({
    where: { id: { in: rows.map((row) => row.id) } },
    include: WITH_NODE,
    orderBy: IN_ORDER,
  });
  return locked.map(toSlot);
}

/** Claims slots for a workspace. */
export async function claim(
  tx: Tx,
  slots: readonly SlotFacts[],
  holder: { allocationId: Id<'alc'>; workspaceId: string },
): Promise<void> {
  await tx.db.slot.updateMany({
    where: { id: { in: slots.map((slot) => uuidFromId(slot.id)) }, state: 'free' },
    data: {
      state: 'claimed',
      allocationId: uuidFromId(holder.allocationId),
      workspaceId: holder.workspaceId,
      claimedAt: tx.now,
    },
  });
}

/** Frees a workspace's slots: its cleanup was proven. */
export async function free(tx: Tx, workspaceId: string): Promise<void> {
  await tx.db.slot.updateMany({
    where: { workspaceId },
    data: { state: 'free', allocationId: null, workspaceId: null, claimedAt: null, blockedReason: null },
  });
}

/** Keeps a workspace's slots from anybody until an operator looks. */
export async function block(tx: Tx, workspaceId: string, blockedReason: string): Promise<void> {
  await tx.db.slot.updateMany({ where: { workspaceId }, data: { state: 'cleanup_blocked', blockedReason } });
}

/** Brings the slots of a node in line with its GPUs and CPU shares. A claimed slot keeps what it was claimed as. */
export async function upsertOfNode(
  tx: Tx,
  nodeId: Id<'nod'>,
  has: { gpus: GpuFacts[]; cpuSlotCount: number },
): Promise<void> {
  const node = uuidFromId(nodeId);
  const foreign = await offeredElsewhere(tx, node, has.gpus);
  const wanted = [
    ...has.gpus.map((gpu) => ({
      kind: 'gpu',
      ordinal: gpu.ordinal,
      gpuUuid: gpu.uuid,
      gpuModel: gpu.model,
      gpuMemoryMib: gpu.memoryMib,
      numaNode: gpu.numaNode,
      isSimulated: gpu.isSimulated,
      healthReason: gpu.healthReason ?? foreign.get(gpu.uuid) ?? null,
    })),
    ...Array.from({ length: has.cpuSlotCount }, (_, ordinal) => ({
      kind: 'cpu',
      ordinal,
      gpuUuid: null,
      gpuModel: null,
      gpuMemoryMib: null,
      numaNode: 0,
      isSimulated: false,
      healthReason: null,
    })),
  ];
  const held = await tx.db.slot.findMany({ where: { nodeId: node } });
  const key = (slot: { kind: string; ordinal: number }) => `${slot.kind} ${slot.ordinal}`;
  const heldByKey = new Map(held.map((slot) => [key(slot), slot]));
  const wantedKeys = new Set(wanted.map(key));
  const gone = held.filter((slot) => !wantedKeys.has(key(slot)) && slot.retiredAt === null && slot.state === 'free');
  if (gone.length > 0)
    await tx.db.slot.updateMany({ where: { id: { in: gone.map((slot) => slot.id) } }, data: { retiredAt: tx.now } });
  const missing = wanted.filter((slot) => !heldByKey.has(key(slot)));
  await tx.db.slot.createMany({ data: missing.map((slot) => ({ ...slot, id: newUuid(), nodeId: node })) });
  for (const slot of wanted) {
    const row = heldByKey.get(key(slot));
    if (!row) continue;
    const patch = row.state === 'free' ? slot : { healthReason: slot.healthReason };
    const isSame = Object.entries(patch).every(([name, value]) => row[name as keyof typeof row] === value);
    if (!isSame || row.retiredAt !== null)
      await tx.db.slot.update({ where: { id: row.id }, data: { ...patch, retiredAt: null } });
  }
}

/**
 * Two runtimes of one machine see the same devices; the one that was enrolled first has them, unless it is away and they are free.
 * Gives the sentence for each device that is another node's.
 */
async function offeredElsewhere(tx: Tx, node: string, gpus: readonly GpuFacts[]): Promise<Map<string, string>> {
  const rows = await tx.db.$queryRaw<{ uuid: string; name: string }[]>`
    SELECT s.gpu_uuid AS uuid, n.name
    FROM gpuaas_slot s JOIN gpuaas_node n ON n.id = s.node_id, gpuaas_node mine
    WHERE mine.id = ${node}::uuid AND n.id <> mine.id AND n.state <> 'retired' AND s.retired_at IS NULL
      AND s.gpu_uuid = ANY(${gpus.map(({ uuid }) => uuid)}::text[])
      AND (s.state <> 'free' OR (n.state <> 'unavailable' AND (n.enrolled_at, n.id) < (mine.enrolled_at, mine.id)))`;
  return new Map(rows.map(({ uuid, name }) => [uuid, `Another runtime of this machine has it: ${name}.`]));
}
