import { inTransaction, type Tx } from '@/server/shared/db';
import { uuidFromId } from '@/server/shared/ids';
import { log } from '@/server/shared/log';
import type { ProvisionStep } from '../drivers/capacity-driver';
import { tellChanged } from './allocation.moves';
import * as repository from './allocation.repository';
import type { Allocation } from './allocation.types';

/** Steps that may wait to be written; a node that reports more has a defect, and the rest is left out. */
const PENDING_MAX = 100;

/**
 * Writes the steps of a start into the timeline while they happen, those that come together in one transaction. A line that
 * cannot be written is logged: it must not hold the start up.
 */
export function timelineWriter(allocation: Allocation): {
  add: (step: ProvisionStep) => void;
  settled: () => Promise<void>;
} {
  let pending: ProvisionStep[] = [];
  let writing: Promise<void> | undefined;
  const write = async () => {
    while (pending.length > 0) {
      const batch = pending;
      pending = [];
      try {
        await inTransaction((tx) => record(tx, allocation, batch));
      } catch (error) {
        log().warn({ err: error, allocationId: allocation.id }, 'a step of the timeline was not written');
      }
    }
    writing = undefined;
  };
  return {
    add: (step) => {
      if (pending.length < PENDING_MAX) pending.push(step);
      writing ??= write();
    },
    settled: async () => {
      await writing;
    },
  };
}

async function record(tx: Tx, allocation: Allocation, batch: readonly ProvisionStep[]): Promise<void> {
  if (!(await repository.lockAtVersion(tx, allocation))) return;
  const started = batch.filter((step) => step.phase === 'started');
  const endOf = (name: string) => batch.find((step) => step.phase === 'done' && step.name === name)?.at ?? null;
  const ended = batch.filter((step) => step.phase === 'done' && !started.some((other) => other.name === step.name));
  for (const step of ended) {
    await tx.db.allocationStep.updateMany({
      where: { allocationId: uuidFromId(allocation.id), kind: 'step', name: step.name, state: 'running' },
      data: { state: 'done', endedAt: step.at },
    });
  }
  await repository.appendSteps(
    tx,
    allocation.id,
    started.map(({ name, at }) => {
      const endedAt = endOf(name);
      return { kind: 'step', name, state: endedAt ? 'done' : 'running', message: null, startedAt: at, endedAt };
    }),
  );
  await tellChanged(tx, allocation);
}
