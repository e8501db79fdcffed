import { database, inTransaction } from '@/server/shared/db';
import { uuidFromId, type Id } from '@/server/shared/ids';
import { log } from '@/server/shared/log';
import { onceInProcess } from '@/server/shared/state/process-state';
import { processNow } from '@/server/shared/clock';
import * as allocations from '../allocations/allocation.repository';
import { workspaceIdOf } from '../allocations/allocation.rules';
import type { Allocation } from '../allocations/allocation.types';
import { DriverError } from '../drivers/capacity-driver';
import { reachedNodes } from '../fleet/reach';
import { gpuaasEvents } from '../gpuaas.events';
import { insertSamples, maintainPartitions } from './metrics.repository';
import { sampleOf } from './metrics.rules';
import type { Sample } from './metrics.types';

const DAYS = { ahead: 2, kept: 8 };
const MAINTAIN_EVERY_MS = 3_600_000;
/** Workspaces asked at once: a node answers each from its own counters. */
const ASKED_AT_ONCE_MAX = 8;

const maintenance = () => onceInProcess('gpuaas-metric-maintenance', () => ({ doneAtMs: 0 }));

/** Measures every active allocation on the nodes that this process reaches once and writes it down. Partitions are looked after along the way. */
export async function sampleAll(): Promise<void> {
  await maintain();
  const active = (await allocations.listUnfinished(database())).filter(({ state }) => state === 'active');
  const reached = await reachedNodes();
  const measured: { allocation: Allocation; sample: Sample }[] = [];
  const queue = [...active];
  const ask = async () => {
    for (let allocation = queue.shift(); allocation; allocation = queue.shift()) {
      const driver = allocation.nodeId && reached.get(allocation.nodeId);
      if (!driver) continue;
      try {
        measured.push({ allocation, sample: sampleOf(await driver.stats(workspaceIdOf(allocation))) });
      } catch (error) {
        if (!(error instanceof DriverError)) throw error;
        log().debug({ err: error, allocationId: allocation.id }, 'no sample');
      }
    }
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE_MAX }, ask));
  if (measured.length > 0) await write(measured);
}

async function write(measured: readonly { allocation: Allocation; sample: Sample }[]): Promise<void> {
  const perProject = Map.groupBy(measured, ({ allocation }) => allocation.projectId);
  await inTransaction(async (tx) => {
    await insertSamples(tx, measured.map(({ allocation, sample }) => ({ ...sample, allocationId: allocation.id }))); // prettier-ignore
    for (const [projectId, group] of perProject) {
      const ids: Id<'alc'>[] = group.map(({ allocation }) => allocation.id);
      const organizationId = group[0]?.allocation.organizationId;
      await gpuaasEvents.metrics_sampled.publish(
        tx,
        { project_id: projectId, allocation_ids: ids },
        { projectId: uuidFromId(projectId), ...(organizationId && { organizationId: uuidFromId(organizationId) }) },
      );
    }
  });
}

async function maintain(): Promise<void> {
  const state = maintenance();
  const nowMs = processNow().getTime();
  if (nowMs - state.doneAtMs < MAINTAIN_EVERY_MS) return;
  await maintainPartitions(database(), DAYS);
  state.doneAtMs = nowMs;
}
