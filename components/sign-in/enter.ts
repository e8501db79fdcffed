/** Goes on with a fresh load: what was rendered so far belongs to nobody, or to somebody else. */
export function enter(path: string): void {
  window.location.assign(path);
}
