import { accruedFor, estimateMicros, findPriceBook, previewLaunch, type ResourceCost } from '@/server/platform/billing';
import { can, type ProjectScope, type Scope, type UserActor } from '@/server/platform/iam';
import { listSurfaces, mayEnter, type Surface } from '@/server/platform/runtime';
import { processNow } from '@/server/shared/clock';
import { database } from '@/server/shared/db';
import { env } from '@/server/shared/env';
import { sharedErrors } from '@/server/shared/errors';
import { uuidFromId, type Id } from '@/server/shared/ids';
import type { Page } from '@/server/shared/trpc';
import { findOffered } from '../catalog/catalog.repository';
import { METER_UNITS, unitsOf } from '../catalog/catalog.rules';
import { nodeForWork } from '../fleet/node.repository';
import { gpuaasErrors } from '../gpuaas.errors';
import { latestOf } from '../metrics/metrics.repository';
import type { ListInput } from './allocation.schemas';
import { attributionOf } from './allocation.moves';
import { listPage, namesOf } from './allocation.query';
import * as repository from './allocation.repository';
import { checkRelease, checkRetry, isStarting } from './allocation.rules';
import type { Allocation } from './allocation.types';
import {
  sentenceOf,
  viewOfAllocation,
  type AllocationDetailView,
  type AllocationView,
  type CostView,
} from './allocation.view';

/** A figure older than this is not "now" any more. */
const FRESH_MS = 60_000;

/** One page of a scope's allocations with names, cost so far and use. */
export async function listAllocations(actor: UserActor, scope: Scope, input: ListInput): Promise<Page<AllocationView>> {
  const page = await listPage(database(), scope, input);
  return { ...page, items: await viewsOf(actor, page.items) };
}

async function viewsOf(actor: UserActor, items: readonly Allocation[]): Promise<AllocationView[]> {
  const db = database();
  const ids = items.map(({ id }) => id);
  const [names, costs, samples] = await Promise.all([
    namesOf(db, { users: items.map(({ ownerId }) => ownerId), projects: items.map(({ projectId }) => projectId) }),
    accruedFor(db, ids),
    latestOf(db, ids, new Date(processNow().getTime() - FRESH_MS)),
  ]);
  return items.map((allocation) =>
    viewOfAllocation({
      allocation,
      ownerName: names.user(allocation.ownerId),
      projectName: names.project(allocation.projectId),
      isMine: allocation.ownerId === actor.id,
      cost: costOf(costs.get(allocation.id)),
      sample: samples.get(uuidFromId(allocation.id)),
    }),
  );
}

function costOf(cost: ResourceCost | undefined): CostView {
  return { postedMicros: cost?.posted.micros ?? 0n, accruedMicros: cost?.accrued.micros ?? 0n };
}

/** An allocation with its timeline and what the person may do with it now. Throws `shared.not_found` outside of the scope. */
export async function getAllocation(actor: UserActor, scope: Scope, id: Id<'alc'>): Promise<AllocationDetailView> {
  const db = database();
  const allocation = await repository.findById(db, scope, id);
  const [view] = allocation ? await viewsOf(actor, [allocation]) : [];
  if (!allocation || !view) throw sharedErrors.not_found();
  const [timeline, node, surfaces, actions] = await Promise.all([
    repository.listSteps(db, id),
    allocation.nodeId ? nodeForWork(db, allocation.nodeId) : null,
    listSurfaces(db, scope, id),
    actionsOf(actor, allocation),
  ]);
  return {
    ...view,
    image: allocation.image,
    cpuMillis: allocation.sku.cpuMillis,
    memoryMib: allocation.sku.memoryMib,
    diskMib: allocation.diskMib,
    nodeName: node?.name ?? null,
    attempt: allocation.attempt,
    version: allocation.version,
    correlationId: allocation.correlationId,
    sentence: sentenceOf(allocation),
    timeline,
    surfaces: surfaces.map((surface) => ({ id: surface.id, kind: surface.kind, name: surface.name })),
    actions: { ...actions, terminal: await whyNoTerminal(actor, allocation, surfaces) },
  };
}

const NOT_YOURS = 'It belongs to somebody else: its owner or a project admin can do this.';
const NOT_YOUR_TERMINAL = 'Only its owner and the admins of the project may work in this workspace.';
const NO_RIGHT = 'You may look at this project, not change what runs in it.';

/** Per action null when the person may do it now, else why not. The mutation decides anew. */
async function actionsOf(
  actor: UserActor,
  allocation: Allocation,
): Promise<Omit<AllocationDetailView['actions'], 'terminal'>> {
  const project = { kind: 'project', projectId: allocation.projectId } as const;
  const [mayRelease, mayRetry, mayAny, mayForce] = await Promise.all([
    can(actor, 'gpuaas.allocation.release', project),
    can(actor, 'gpuaas.allocation.retry', project),
    can(actor, 'gpuaas.allocation.operate_any', project),
    can(actor, 'gpuaas.allocation.force_release', { kind: 'platform' }),
  ]);
  const isReached = mayAny || allocation.ownerId === actor.id;
  const right = (may: boolean) => (!may ? NO_RIGHT : isReached ? null : NOT_YOURS);
  const going = checkRelease(allocation);
  const release = going === 'ended' ? 'It has ended.' : going === 'under_way' ? 'It is being released already.' : null;
  return {
    release: right(mayRelease) ?? release,
    retry: right(mayRetry) ?? checkRetry(allocation) ?? null,
    forceRelease: mayForce ? (going === 'ended' ? 'It has ended.' : null) : 'An operator of the platform can do this.',
  };
}

/** Null when the person may open a shell in it now, else why not; asked of the same rule that the gateway asks. */
async function whyNoTerminal(
  actor: UserActor,
  allocation: Allocation,
  surfaces: readonly Surface[],
): Promise<string | null> {
  const terminal = surfaces.find(({ kind }) => kind === 'terminal');
  if (terminal) return (await mayEnter(actor, terminal)) ? null : NOT_YOUR_TERMINAL;
  return isStarting(allocation.state)
    ? 'It opens as soon as the workspace runs.'
    : 'The workspace does not run any more.';
}

export interface LaunchPreview {
  microsPerHour: bigint;
  currency: string;
  /** Set aside at launch, for `holdMs` of work. */
  holdMicros: bigint;
  holdMs: number;
  /** What may still be spent before the balance or a hard budget ends. */
  spendableMicros: bigint;
  /** Null when the money suffices at this moment. */
  refusal: { code: string; message: string } | null;
}

/** What a launch would cost and set aside now, and whether the money suffices. Places nothing. */
export async function previewOf(actor: UserActor, scope: ProjectScope, skuCode: string): Promise<LaunchPreview> {
  const db = database();
  const { profile } = env();
  const sku = await findOffered(db, skuCode);
  if (!sku) throw gpuaasErrors.sku_unknown({ details: { skuCode: 'This size is no longer offered.' } });
  const now = processNow();
  const book = await findPriceBook(db, profile.currency, now);
  const rate = book?.rates.find(({ sku: family, unit }) => family === sku.family && unit === METER_UNITS[sku.shape]);
  if (!rate) throw gpuaasErrors.sku_unknown({ details: { skuCode: 'This size has no price.' } });
  const microsPerHour = rate.microsPerHour * BigInt(unitsOf(sku));
  const holdMicros = estimateMicros(microsPerHour, profile.holdMs);
  const decision = await previewLaunch(db, {
    attribution: attributionOf({ ...scope, ownerId: actor.id }),
    estimateMicros: holdMicros,
    now,
  });
  return {
    microsPerHour,
    currency: profile.currency,
    holdMicros,
    holdMs: profile.holdMs,
    spendableMicros: decision.spendableMicros,
    refusal: decision.allowed ? null : { code: decision.code, message: decision.message },
  };
}
