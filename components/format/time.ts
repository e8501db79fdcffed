const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;

/** A moment, as it comes over the wire or from the clock. */
export type Moment = Date | number | string;

/** Milliseconds since the epoch. */
export function toMs(moment: Moment): number {
  return moment instanceof Date ? moment.getTime() : typeof moment === 'number' ? moment : Date.parse(moment);
}

/** The two largest units that matter: "42 s", "2 h 14 min", "3 d 4 h". Parts of a second are said below ten seconds. */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < 10 * secondMs) return `${(Math.floor(ms / 100) / 10).toString()} s`;
  if (ms < minuteMs) return `${Math.floor(ms / secondMs)} s`;
  if (ms < hourMs) return twoUnits(ms, [minuteMs, 'min', secondMs, 's']);
  if (ms < dayMs) return twoUnits(ms, [hourMs, 'h', minuteMs, 'min']);
  return twoUnits(ms, [dayMs, 'd', hourMs, 'h']);
}

function twoUnits(ms: number, [largeMs, large, smallMs, small]: readonly [number, string, number, string]): string {
  const rest = Math.floor((ms % largeMs) / smallMs);
  return `${Math.floor(ms / largeMs)} ${large}${rest > 0 ? ` ${rest} ${small}` : ''}`;
}

/** "0:42", "14:05", "26:03:07": for times that tick. */
export function formatClock(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / secondMs));
  const two = (value: number) => value.toString().padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** "just now", "5 min ago", "in 3 h", "2 d ago"; from a week on, the date. */
export function formatRelative(moment: Moment, nowMs: number, timeZone: string): string {
  const differenceMs = toMs(moment) - nowMs;
  const size = Math.abs(differenceMs);
  // The clock of a page ticks in steps, so what happened this moment may lie a little ahead of it.
  if (size <= 15 * secondMs) return 'just now';
  if (size >= weekMs) return formatDate(moment, timeZone);
  const [unitMs, unit] =
    size < minuteMs ? [secondMs, 's'] : size < hourMs ? [minuteMs, 'min'] : size < dayMs ? [hourMs, 'h'] : [dayMs, 'd'];
  const text = `${Math.floor(size / Number(unitMs))} ${unit}`;
  return differenceMs < 0 ? `${text} ago` : `in ${text}`;
}

/** "22 Nov 2026" in the zone. */
export function formatDate(moment: Moment, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(
    toMs(moment),
  );
}

/** "22 Nov 2026, 23:12:50 UTC": to the second, with the zone. */
export function formatDateTime(moment: Moment, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZone,
    timeZoneName: 'short',
  }).format(toMs(moment));
}

/** "23:12" in the zone, for the axes of charts. */
export function formatTimeOfDay(moment: Moment, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(toMs(moment));
}
