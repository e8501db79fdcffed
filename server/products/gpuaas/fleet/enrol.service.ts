import { appendAudit } from '@/server/platform/audit';
import { ensurePriceBook } from '@/server/platform/billing';
import { systemActor } from '@/server/platform/iam';
import { inTransaction, type Tx } from '@/server/shared/db';
import { env } from '@/server/shared/env';
import { tellFleetChanged } from '../capacity/capacity.service';
import { listLive, upsertOfNode } from '../capacity/slot.repository';
import { listOffered, offer } from '../catalog/catalog.repository';
import { offersOf, ratesOf, type OfferingNode } from '../catalog/catalog.rules';
import type { Sku } from '../allocations/allocation.types';
import type { NodeFacts } from '../drivers/capacity-driver';
import type { NodeState } from '../capacity/capacity.types';
import { DRAINED, findByRuntime, listInService, lockNodes, upsertSeen, type NodeRow } from './node.repository';

/**
 * Takes in what a node says of itself: the node with its isolation report, its slots, and from all nodes the catalog and the
 * prices. Run at start and at every pass; without news it writes only when the node was last seen.
 */
export async function enrol(driver: string, facts: NodeFacts): Promise<NodeRow> {
  const { profile } = env();
  return inTransaction(async (tx) => {
    await lockNodes(tx);
    const before = await findByRuntime(tx.db, driver, facts.runtimeId);
    const isDraining = facts.isDraining || (before?.isDrainWanted ?? false);
    const { state, stateReason } = readiness({ ...facts, isDraining }, profile.requiredIsolation);
    const node = await upsertSeen(tx, before, { driver, region: profile.region, state, stateReason, facts });
    await upsertOfNode(tx, node.id, { gpus: facts.gpus, cpuSlotCount: profile.cpuSlotCount });
    await offerAll(tx, offersOf(await listOffering(tx)), profile.currency);
    if (!before) await auditEnrolment(tx, node);
    if (before?.state !== node.state) await tellFleetChanged(tx, node.id);
    return node;
  });
}

/** Whether a node takes work: it must be able to keep workspaces apart as the profile demands, and not be emptied. */
function readiness(facts: NodeFacts, required: readonly string[]): { state: NodeState; stateReason: string | null } {
  if (facts.isDraining) return { state: 'drained', stateReason: DRAINED };
  const missing = facts.isolation.filter((report) => report.state === 'missing' && required.includes(report.feature));
  if (!facts.isUsable || missing.length > 0) {
    const why = (missing.length > 0 ? missing : facts.isolation.filter((report) => report.state === 'missing'))
      .map((report) => report.why)
      .join(' ');
    return { state: 'enrolled', stateReason: `This machine may not start workspaces. ${why}`.trim() };
  }
  return { state: 'active', stateReason: null };
}

/** All nodes in service, silent ones too: what they offer stays in the catalog, with the reason why nothing of it is free. */
async function listOffering(tx: Tx): Promise<OfferingNode[]> {
  const perNode = Map.groupBy(await listLive(tx.db), (slot) => slot.nodeId);
  return (await listInService(tx.db)).map((node) => {
    const slots = perNode.get(node.id) ?? [];
    return {
      cpuMillis: node.cpuMillis,
      memoryMib: node.memoryMib,
      gpus: slots.flatMap(({ gpuModel: model, isSimulated }) => (model === null ? [] : { model, isSimulated })),
      cpuSlotCount: slots.filter((slot) => slot.kind === 'cpu').length,
    };
  });
}

async function offerAll(tx: Tx, skus: readonly Omit<Sku, 'id'>[], currency: string): Promise<void> {
  const offered = await listOffered(tx.db);
  const isSame =
    offered.length === skus.length && skus.every((sku) => offered.some((known) => isSameOffer(known, sku)));
  if (isSame) return;
  await ensurePriceBook(tx, currency, ratesOf(skus));
  await offer(tx, skus);
}

function isSameOffer(known: Sku, sku: Omit<Sku, 'id'>): boolean {
  const { id: _, ...facts } = known;
  return (Object.keys(sku) as (keyof typeof sku)[]).every((name) => facts[name] === sku[name]);
}

async function auditEnrolment(tx: Tx, node: NodeRow): Promise<void> {
  await appendAudit(tx, {
    actor: systemActor('enroller'),
    action: 'gpuaas.node.enrolled',
    target: { kind: 'node', id: node.id, name: node.name },
    result: 'ok',
    metadata: { driver: node.driver, runtimeVersion: node.runtimeVersion },
  });
}
