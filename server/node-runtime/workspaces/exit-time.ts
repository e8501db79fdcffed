import type { WorkspaceRecord } from '../journal/workspace-records';

/** What tells when a workspace ended. All in milliseconds since 1970. */
export interface ExitSigns {
  readonly startedAtMs: number;
  readonly noticedAtMs: number;
  /** When it was last seen alive; 0 for never. */
  readonly aliveAtMs: number;
  /** When the sandbox wrote down its end, if it could. */
  readonly recordedAtMs: number | null;
  /** A runtime was there when it ended. */
  readonly isWatched: boolean;
}

type ExitTime = Pick<NonNullable<WorkspaceRecord['exit']>, 'at' | 'discoveredAt'>;

/** A running workspace is looked at every second. When it was last seen longer ago than this, the runtime, or the whole machine, stood still. */
const witnessedWithinMs = 5_000;

/**
 * The time to report for an end. One that nobody witnessed is dated by the sandbox' own record, else to when the workspace was last seen alive: never
 * to its discovery, for nobody may be billed for time in which it cannot be shown to have run.
 */
export function timeExit(signs: ExitSigns): ExitTime {
  const { startedAtMs, noticedAtMs, recordedAtMs, isWatched } = signs;
  // The last look may be older than the workspace.
  const aliveAtMs = Math.max(signs.aliveAtMs, startedAtMs);
  const noticedAt = new Date(noticedAtMs).toISOString();
  if (isWatched && noticedAtMs - aliveAtMs <= witnessedWithinMs) return { at: noticedAt };
  const endedMs = Math.min(recordedAtMs ?? aliveAtMs, noticedAtMs);
  return { at: new Date(Math.max(endedMs, startedAtMs)).toISOString(), discoveredAt: noticedAt };
}
