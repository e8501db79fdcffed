/** Somebody who reads without touching anything is still there for so long. */
const ATTENDED_MS = 5 * 60_000;
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** Whether somebody is at the page. */
export interface Attendance {
  isUnattended(): boolean;
}

/** Watches for signs of a person; the load of the page counts as one. */
export function watchAttendance(target: Pick<EventTarget, 'addEventListener'>, now = () => Date.now()): Attendance {
  let lastSignMs = now();
  const note = () => {
    lastSignMs = now();
  };
  for (const sign of SIGNS) target.addEventListener(sign, note, { capture: true, passive: true });
  return { isUnattended: () => now() - lastSignMs > ATTENDED_MS };
}
