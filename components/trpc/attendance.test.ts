import { expect, it } from 'vitest';
import { watchAttendance } from './attendance';

it('a page that nobody touches for five minutes is unattended, until somebody does', () => {
  const page = new EventTarget();
  let nowMs = 0;
  const attendance = watchAttendance(page, () => nowMs);
  nowMs = 5 * 60_000;
  expect(attendance.isUnattended()).toBe(false);
  nowMs += 1;
  expect(attendance.isUnattended()).toBe(true);
  page.dispatchEvent(new Event('keydown'));
  expect(attendance.isUnattended()).toBe(false);
});
