import type { Id } from '@/server/shared/ids';
import type { Attribution, ResourceId } from '../billing.types';

/** An open meter of one resource and unit, with its rate and what is left of the resource's hold. Uuids, times in ms. */
export interface Meter {
  resourceId: string;
  unit: string;
  departmentId: string;
  projectId: string;
  actorId: string;
  product: string;
  priceSnapshotId: string | null;
  multiplier: number;
  /** Null: the usage has no price and stays unrated. */
  microsPerHour: bigint | null;
  throughMs: number;
  stopMs: number | null;
  remainder: bigint;
  holdId: string | null;
  holdLeftMicros: bigint;
}

/** What a window has to pay from. */
export interface Purse {
  /** Funds above the floor. */
  availableMicros: bigint;
}

/** A usage record to be written. */
export interface UsageRow {
  kind: 'usage' | 'correction';
  meter: Meter;
  startMs: number;
  endMs: number;
  quantity: bigint;
  /** Null while unrated. */
  chargeMicros: bigint | null;
  remainderAfter: bigint;
  /** Uuid of the record that a correction gives back. */
  correctsId?: string;
}

/** A usage record (its uuid) of a meter that reaches past the real stop and was not given back yet. Times in ms. */
export interface PastRecord {
  id: string;
  departmentId: string;
  startMs: number;
  endMs: number;
  remainderAfter: bigint;
}

/** How metering is set up; from the profile. */
export interface MeteringSettings {
  windowMs: number;
  /** How far ahead the hold of running work reaches. */
  holdMs: number;
}

/** Why compute is asked to stop. */
export type ReleaseReason = 'balance_depleted';

/** A fact that a resource began to be billable. */
export interface MeterStart {
  resourceId: ResourceId;
  /** Name for ledger lines, where no hold was placed before. */
  resourceName?: string;
  unit: string;
  attribution: Attribution;
  /** Null: nothing is known to charge by; the usage is metered and shown as unrated. */
  priceSnapshotId: Id<'psn'> | null;
  /** Units metered at once where there is no snapshot; with one, its own number counts. */
  multiplier?: number;
  at: Date;
  source: MeterSource;
  /** Id of the runtime's signed event, if one caused this. */
  sourceEventId?: string;
}

/** A fact that a resource ceased to be billable. */
export interface MeterStop {
  resourceId: ResourceId;
  at: Date;
  source: MeterSource;
  sourceEventId?: string;
}

/** Where a meter fact comes from: our clock, or the runtime's signed event. */
export type MeterSource = 'clock' | 'runtime';
