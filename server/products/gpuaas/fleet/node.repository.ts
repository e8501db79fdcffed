import { type Prisma, type Db, type Tx } from '@/server/shared/db';
import { idFromUuid, newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import { z } from 'zod';
import { toNodeState } from '../capacity/slot.repository';
import type { NodeState } from '../capacity/capacity.types';
import type { IsolationFeatureReport, NodeFacts } from '../drivers/capacity-driver';

type Row = Prisma.NodeGetPayload<object>;

/** A machine that runs workspaces, as it was last seen. */
export interface NodeRow {
  id: Id<'nod'>;
  name: string;
  driver: string;
  region: string;
  state: NodeState;
  stateReason: string | null;
  cpuMillis: number;
  memoryMib: number;
  diskMib: number;
  isolation: IsolationFeatureReport[];
  runtimeVersion: string;
  runtimeId: string;
  enrolledAt: Date;
  lastSeenAt: Date | null;
  lastEventSeq: bigint;
}

const isolationSchema = z.array(z.object({ feature: z.string(), state: z.enum(['ok', 'missing']), why: z.string() }));

function toNode(row: Row): NodeRow {
  return {
    ...row,
    id: idFromUuid('nod', row.id),
    state: toNodeState(row.state),
    isolation: isolationSchema.parse(row.isolation),
  };
}

/** A node for whoever works on it, or null. */
export async function nodeForWork(db: Db, id: Id<'nod'>): Promise<NodeRow | null> {
  const row = await db.node.findUnique({ where: { id: uuidFromId(id) } });
  return row && toNode(row);
}

/** Nodes of one engine, or of all. */
export async function listNodes(db: Db, driver?: string): Promise<NodeRow[]> {
  const rows = await db.node.findMany({ where: { ...(driver && { driver }) }, orderBy: { name: 'asc' } });
  return rows.map(toNode);
}

interface Seen {
  driver: string;
  region: string;
  state: NodeState;
  stateReason: string | null;
  facts: NodeFacts;
}

/** Writes down what a node said of itself. A runtime with another identity starts its event sequence anew. */
export async function upsertSeen(tx: Tx, { facts, ...seen }: Seen): Promise<{ node: NodeRow; before: NodeRow | null }> {
  const held = await tx.db.node.findUnique({ where: { name: facts.name } });
  const data = {
    ...seen,
    cpuMillis: facts.cpuMillis,
    memoryMib: facts.memoryMib,
    diskMib: facts.diskMib,
    isolation: facts.isolation as unknown as Prisma.InputJsonValue,
    runtimeVersion: facts.runtimeVersion,
    runtimeId: facts.runtimeId,
    lastSeenAt: tx.now,
  };
  const isReborn = held !== null && held.runtimeId !== facts.runtimeId;
  const row = await tx.db.node.upsert({
    where: { name: facts.name },
    create: { ...data, id: newUuid(), name: facts.name, enrolledAt: tx.now },
    update: { ...data, ...(isReborn && { lastEventSeq: 0n }) },
  });
  return { node: toNode(row), before: held && toNode(held) };
}

/** Says that a node does not answer. True when that is news. */
export async function markUnavailable(tx: Tx, id: Id<'nod'>, stateReason: string): Promise<boolean> {
  const marked = await tx.db.node.updateMany({
    where: { id: uuidFromId(id), state: { in: ['enrolled', 'active', 'drained'] } },
    data: { state: 'unavailable', stateReason },
  });
  return marked.count === 1;
}

/** Remembers how far a node's events were taken in; never backwards. */
export async function advanceEvents(tx: Tx, id: Id<'nod'>, sequence: number): Promise<void> {
  await tx.db.node.updateMany({
    where: { id: uuidFromId(id), lastEventSeq: { lt: BigInt(sequence) } },
    data: { lastEventSeq: BigInt(sequence) },
  });
}

/** Takes a node out of service for good, with its slots. Nothing may run on it any more. */
export async function retireNode(tx: Tx, id: Id<'nod'>): Promise<void> {
  await tx.db.slot.updateMany({ where: { nodeId: uuidFromId(id), retiredAt: null }, data: { retiredAt: tx.now } });
  await tx.db.node.update({
    where: { id: uuidFromId(id) },
    data: { state: 'retired', stateReason: 'Out of service.' },
  });
}
