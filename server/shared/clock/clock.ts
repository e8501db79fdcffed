import { onceInProcess } from '@/server/shared/state/process-state';

interface ClockHolder {
  override: (() => Date) | undefined;
}

const holder = () => onceInProcess<ClockHolder>('clock', () => ({ override: undefined }));

/** Process time, to the millisecond, for what is not a fact in the database (timeouts, log lines, cache ages). */
export function processNow(): Date {
  return holder().override?.() ?? new Date();
}

/** The set clock, or undefined where the database's own time counts. */
export function overriddenNow(): Date | undefined {
  return holder().override?.();
}

/** Replaces the clock of this process (tests, demo data). Pass undefined to give time back to the database. */
export function overrideClock(now: (() => Date) | undefined): void {
  holder().override = now;
}
