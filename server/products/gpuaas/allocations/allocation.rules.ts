import type { Id } from '@/server/shared/ids';
import { isId } from '@/server/shared/ids';
import type { Allocation, AllocationState, Reason, ReasonCode } from './allocation.types';

/** The machine. The database holds the same table in a trigger; a test compares the two. */
export const ALLOCATION_MOVES: Readonly<Record<AllocationState, readonly AllocationState[]>> = {
  requested: ['provisioning', 'releasing', 'failed'],
  provisioning: ['active', 'releasing', 'failed'],
  active: ['releasing', 'failed'],
  releasing: ['released', 'release_failed'],
  release_failed: ['releasing'],
  failed: ['requested'],
  released: [],
};

/** Whether the machine has this move. */
export function isMove(from: AllocationState, to: AllocationState): boolean {
  return ALLOCATION_MOVES[from].includes(to);
}

/** States in which work on the node is wanted or under way; the reconcile pass looks after them. */
export const UNFINISHED_STATES = [
  'requested',
  'provisioning',
  'active',
  'releasing',
  'release_failed',
] as const satisfies readonly AllocationState[];

/** States that nothing but a retry leaves. */
export function isEnded(state: AllocationState): boolean {
  return state === 'released' || state === 'failed';
}

/** Wanted, and not running yet. */
export function isStarting(state: AllocationState): boolean {
  return state === 'requested' || state === 'provisioning';
}

/** Nobody saw the workspace end: when it was found missing says nothing of when it stopped working. */
export function isUnseenEnd(code: ReasonCode): boolean {
  return code === 'workspace_lost' || code === 'node_lost';
}

/** Only an active allocation costs money. */
export function isBilled(state: AllocationState): boolean {
  return state === 'active';
}

const SENTENCES: Record<ReasonCode, string> = {
  released_by_owner: 'Released by its owner.',
  released_by_admin: 'Released by an admin of the project.',
  released_by_operator: 'Released by an operator of the platform.',
  balance_depleted:
    'The balance ran out, so the workspace was stopped. Ask whoever pays to add money, then launch again.',
  out_of_memory: 'The workspace used more memory than its size has, and the machine stopped it. Launch a larger size.',
  workspace_exited: 'The workspace ended by itself.',
  workspace_killed: 'The workspace was killed on its machine.',
  workspace_lost:
    'The machine no longer knows this workspace; it may have been restarted. Nothing after that is billed.',
  node_lost:
    'The machine has not answered for a long time, so the workspace counts as lost. It is billed up to the moment at which it was last seen.',
  machine_stopped:
    'The machine was stopped by whoever runs it, and the workspace with it. Nothing after that is billed.',
  node_unavailable:
    'The machine did not answer for too long. Try again; if it stays so, an operator can see it in Fleet.',
  isolation_unavailable:
    'The machine cannot keep workspaces apart at the moment, so it starts none. An operator can see why in Fleet.',
  node_draining: 'The machine is being emptied for maintenance and takes no new work. Try again to get another place.',
  node_full: 'The machine had no room left when the workspace was to start. Try again.',
  provision_failed: 'The machine could not start the workspace. Try again; the correlation id helps an operator.',
  cleanup_blocked:
    'Something of the workspace is still on the machine, so its slots are not given to anybody yet. It no longer costs anything.',
};

/** A reason with its sentence; `detail` is added in the machine's own words. */
export function reasonOf(code: ReasonCode, detail?: string): Reason {
  return { code, text: detail ? `${SENTENCES[code]} (${detail})` : SENTENCES[code] };
}

/** Why an allocation cannot be released now, or undefined when it can. */
export function checkRelease(allocation: Pick<Allocation, 'state'>): 'ended' | 'under_way' | undefined {
  switch (allocation.state) {
    case 'released':
    case 'failed':
      return 'ended';
    case 'releasing':
      return 'under_way';
    case 'requested':
    case 'provisioning':
    case 'active':
    case 'release_failed':
      return undefined;
  }
}

/** Why a failed allocation cannot be tried again, as a sentence, or undefined when it can. */
export function checkRetry(allocation: Pick<Allocation, 'state' | 'activeAt'>): string | undefined {
  if (allocation.state !== 'failed') return 'Only a launch that failed can be tried again.';
  if (allocation.activeAt !== null)
    return 'This workspace had already run, and its bill is closed. Launch a new one with the same settings.';
  return undefined;
}

/** Name of an attempt's workspace on its node. */
export function workspaceIdOf(allocation: Pick<Allocation, 'id' | 'attempt'>): string {
  return `${allocation.id}-${allocation.attempt}`;
}

/** Inverse of workspaceIdOf; undefined for a workspace that is not ours. */
export function parseWorkspaceId(workspaceId: string): { id: Id<'alc'>; attempt: number } | undefined {
  const match = /^(alc_[0-9a-z]{26})-([1-9][0-9]{0,5})$/.exec(workspaceId);
  const [, id = '', attempt = ''] = match ?? [];
  return isId('alc', id) ? { id, attempt: Number(attempt) } : undefined;
}
