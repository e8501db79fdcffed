'use client';
import {
  formatClock,
  formatDateTime,
  formatDuration,
  formatRelative,
  toMs,
  type Moment,
} from '@/components/format/time';
import { cn } from '@/components/ui/cn';
import { useNow, useTimeZone } from '@/components/ui/use-clock';

const relativeStepMs = 10_000;
const secondMs = 1000;

/** How long ago or how soon; the full time with its zone on hover. Until the browser's clock is known, the full time. */
export function RelativeTime({ at, className }: { at: Moment; className?: string }) {
  const nowMs = useNow(relativeStepMs);
  const zone = useTimeZone();
  const full = formatDateTime(at, zone);
  return (
    <time dateTime={new Date(toMs(at)).toISOString()} title={full} className={cn('whitespace-nowrap', className)}>
      {nowMs === null ? full : formatRelative(at, nowMs, zone)}
    </time>
  );
}

/** The full time in the viewer's zone. */
export function AbsoluteTime({ at, className }: { at: Moment; className?: string }) {
  const zone = useTimeZone();
  return (
    <time dateTime={new Date(toMs(at)).toISOString()} className={cn('whitespace-nowrap', className)}>
      {formatDateTime(at, zone)}
    </time>
  );
}

/** A length of time: "2 h 14 min"; exact seconds on hover. */
export function Duration({ durationMs, className }: { durationMs: number; className?: string }) {
  return (
    <span
      title={`${(durationMs / secondMs).toLocaleString('en')} s`}
      className={cn('num whitespace-nowrap', className)}
    >
      {formatDuration(durationMs)}
    </span>
  );
}

/** Time since `since`, ticking by the second: "14:05". */
export function Elapsed({ since, className }: { since: Moment; className?: string }) {
  const nowMs = useNow(secondMs);
  return (
    <span className={cn('num font-mono whitespace-nowrap', className)}>
      {formatClock(nowMs === null ? 0 : nowMs - toMs(since))}
    </span>
  );
}
