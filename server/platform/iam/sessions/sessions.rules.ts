const HOUR_MS = 3_600_000;

/** A session that nobody uses for so long is over. */
export const SESSION_IDLE_MS = 12 * HOUR_MS;
/** However much it is used, a session is over after this. */
export const SESSION_MAX_MS = 14 * 24 * HOUR_MS;
/** `lastSeenAt` is as exact as this: a write per request would cost more than it tells. */
export const LAST_SEEN_GRAIN_MS = 60_000;

interface SessionTimes {
  lastSeenAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
}

/** Whether a session counts at `now`. */
export function isLive(session: SessionTimes, now: Date): boolean {
  if (session.revokedAt !== null || session.expiresAt <= now) return false;
  return now.getTime() - session.lastSeenAt.getTime() < SESSION_IDLE_MS;
}

/** Whether it is worth writing that the session was seen again. */
export function isSeenStale(session: SessionTimes, now: Date): boolean {
  return now.getTime() - session.lastSeenAt.getTime() >= LAST_SEEN_GRAIN_MS;
}
