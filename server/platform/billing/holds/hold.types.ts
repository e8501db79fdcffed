import type { Id } from '@/server/shared/ids';
import type { Attribution, BilledResource } from '../billing.types';

/** What a launch asks of billing. */
export interface LaunchRequest {
  attribution: Attribution;
  resource: BilledResource;
  /** Money for the first hour (or what the profile says), from `estimateMicros`. */
  estimateMicros: bigint;
}

/** Why a launch gets no money, in the words of the screen. */
export interface GateRefusal {
  allowed: false;
  code: 'billing.account_missing' | 'billing.insufficient_funds' | 'billing.budget_exhausted';
  /** One sentence for the person. */
  message: string;
  /** What could be set aside at most. */
  effectiveMicros: bigint;
  requiredMicros: bigint;
  currency: string | null;
  /** The scope whose ceiling decided. */
  scopeKind: 'project' | 'department' | 'organization';
}

/** The gate's answer. An allowed launch has its hold placed; a preview has `holdId` null. */
export type GateDecision =
  { allowed: true; holdId: Id<'hld'> | null; holdMicros: bigint; currency: string } | GateRefusal;
