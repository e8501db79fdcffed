import { createHash } from 'node:crypto';

/** Attempts are counted per window of this length. */
export const THROTTLE_WINDOW_MS = 15 * 60_000;
/** Failed attempts with one e-mail address per window. */
export const EMAIL_FAILURES_MAX = 10;
/** Failed attempts from one network address per window: higher, because a whole site may stand behind one. */
export const ADDRESS_FAILURES_MAX = 50;

export interface ThrottleKey {
  key: string;
  failuresMax: number;
}

/** What an attempt counts against. E-mail addresses are hashed: people type passwords into the wrong field. */
export function throttleKeys(email: string, ipAddress: string | null): ThrottleKey[] {
  const keys = [{ key: `email:${createHash('sha256').update(email).digest('hex')}`, failuresMax: EMAIL_FAILURES_MAX }];
  if (ipAddress) keys.push({ key: `address:${ipAddress}`, failuresMax: ADDRESS_FAILURES_MAX });
  return keys;
}
