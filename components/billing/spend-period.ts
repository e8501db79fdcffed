import type { SpendBucket } from '@/server/platform/billing';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The periods one can look at; each with bars that can be told apart. */
export const spendPeriods = {
  day: { label: '24 hours', lengthMs: dayMs, bucket: 'hour' },
  week: { label: '7 days', lengthMs: 7 * dayMs, bucket: 'day' },
  month: { label: '30 days', lengthMs: 30 * dayMs, bucket: 'day' },
  quarter: { label: '90 days', lengthMs: 90 * dayMs, bucket: 'day' },
} as const satisfies Record<string, { label: string; lengthMs: number; bucket: SpendBucket }>;

export type SpendPeriod = keyof typeof spendPeriods;

/** The period named in the address, or the month. */
export function spendPeriodOf(text: string): SpendPeriod {
  return text in spendPeriods ? (text as SpendPeriod) : 'month';
}

/** The bounds of a period that ends with the running hour, so that an hour long the same question is asked. */
export function boundsOf(period: SpendPeriod, nowMs: number): { from: Date; to: Date } {
  const toMs = Math.ceil(nowMs / hourMs) * hourMs;
  return { from: new Date(toMs - spendPeriods[period].lengthMs), to: new Date(toMs) };
}

/** Where a bar that begins at `at` ends. A day may have 25 hours: the next bar decides where there is one. */
export function barEnd(at: Date, bucket: SpendBucket, next: Date | undefined): Date {
  const fullMs = bucket === 'hour' ? hourMs : dayMs;
  const end = new Date(at.getTime() + fullMs);
  return next && next < new Date(end.getTime() + 2 * hourMs) ? next : end;
}
