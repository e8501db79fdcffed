export const BALANCE_STATES = ['healthy', 'low_balance', 'auto_release_pending', 'depleted'] as const;
export type BalanceState = (typeof BALANCE_STATES)[number];

/** Money for fewer hours than this, at the running rate, is a low balance. */
const LOW_BALANCE_HOURS = 24n;

interface BalanceFacts {
  /** Funds above the floor. */
  availableMicros: bigint;
  holdsMicros: bigint;
  /** What everything that runs now costs per hour. */
  microsPerHour: bigint;
}

/**
 * The state of a balance. `auto_release_pending`: nothing is left but what was set aside, so running work ends with its hold.
 * `depleted`: nothing is left at all.
 */
export function balanceStateOf(facts: BalanceFacts): BalanceState {
  if (facts.availableMicros <= 0n) return facts.holdsMicros > 0n ? 'auto_release_pending' : 'depleted';
  if (facts.availableMicros < facts.microsPerHour * LOW_BALANCE_HOURS) return 'low_balance';
  return 'healthy';
}
