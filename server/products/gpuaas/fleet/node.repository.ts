import { type Prisma, type Db, type Tx } from '@/server/shared/db';
import { idFromUuid, newUuid, uuidFromId, type Id } from '@/server/shared/ids';
import { z } from 'zod';
import { toNodeState } from '../capacity/slot.repository';
import type { NodeState } from '../capacity/capacity.types';
import type { IsolationFeatureReport, NodeFacts } from '../drivers/capacity-driver';

type Row = Prisma.NodeGetPayload<object>;

/** A runtime that runs workspaces on a machine, as it was last seen. */
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
  unavailableSince: Date | null;
  isDrainWanted: boolean;
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

/** The node that a runtime of an engine is, or null before it was enrolled. */
export async function findByRuntime(db: Db, driver: string, runtimeId: string): Promise<NodeRow | null> {
  const row = await db.node.findUnique({ where: { driver_runtimeId: { driver, runtimeId } } });
  return row && toNode(row);
}

/** Nodes that are not out of service for good. */
export async function listInService(db: Db): Promise<NodeRow[]> {
  const rows = await db.node.findMany({ where: { state: { not: 'retired' } }, orderBy: [{ name: 'asc' }, { id: 'asc' }] }); // prettier-ignore
  return rows.map(toNode);
}

/**
 * What a node is changes in one transaction at a time: two workers that see it at once would make its slots twice, and one that
 * read it before an operator's word would write over it.
 */
export async function lockNodes(tx: Tx): Promise<void> {
  await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('gpuaas_enrol', 0))`;
}

interface Seen {
  driver: string;
  region: string;
  state: NodeState;
  stateReason: string | null;
  facts: NodeFacts;
}

/** Writes down what a node said of itself; `held` is its row, read under `lockNodes`. */
export async function upsertSeen(tx: Tx, held: NodeRow | null, { facts, ...seen }: Seen): Promise<NodeRow> {
  const { driver } = seen;
  const { runtimeId } = facts;
  const data = {
    ...seen,
    name: await nameOf(tx, held, facts),
    cpuMillis: facts.cpuMillis,
    memoryMib: facts.memoryMib,
    diskMib: facts.diskMib,
    isolation: facts.isolation as unknown as Prisma.InputJsonValue,
    runtimeVersion: facts.runtimeVersion,
    lastSeenAt: tx.now,
    unavailableSince: null,
  };
  const row = await tx.db.node.upsert({
    where: { driver_runtimeId: { driver, runtimeId } },
    create: { ...data, id: newUuid(), runtimeId, enrolledAt: tx.now, isDrainWanted: facts.isDraining },
    update: data,
  });
  return toNode(row);
}

const SUFFIX_LENGTH = 6;

/** The host's name; where another node in service has it already, with a part of the runtime's identity. It keeps what it got. */
async function nameOf(tx: Tx, held: NodeRow | null, facts: NodeFacts): Promise<string> {
  const told = `${facts.name}-${facts.runtimeId.replace(/[^A-Za-z0-9]/g, '').slice(-SUFFIX_LENGTH)}`;
  if (held && (held.name === facts.name || held.name === told)) return held.name;
  const others = await tx.db.node.count({
    where: { name: facts.name, state: { not: 'retired' }, ...(held && { id: { not: uuidFromId(held.id) } }) },
  });
  return others > 0 ? told : facts.name;
}

/** Says that a node does not answer. True when that is news. */
export async function markUnavailable(tx: Tx, id: Id<'nod'>, stateReason: string): Promise<boolean> {
  const marked = await tx.db.node.updateMany({
    where: { id: uuidFromId(id), state: { in: ['enrolled', 'active', 'drained'] } },
    data: { state: 'unavailable', stateReason, unavailableSince: tx.now },
  });
  return marked.count === 1;
}

/**
 * Writes down that an operator wants a node emptied, or used again. It takes no new work from now on; it takes work again when the
 * worker that reaches it has told it so.
 */
export async function wantDraining(tx: Tx, id: Id<'nod'>, isDrainWanted: boolean): Promise<void> {
  await tx.db.node.update({ where: { id: uuidFromId(id) }, data: { isDrainWanted } });
  if (!isDrainWanted) return;
  await tx.db.node.updateMany({
    where: { id: uuidFromId(id), state: { in: ['enrolled', 'active'] } },
    data: { state: 'drained', stateReason: DRAINED },
  });
}

/** What Fleet says of a drained node. */
export const DRAINED = 'An operator is emptying this machine.';

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
