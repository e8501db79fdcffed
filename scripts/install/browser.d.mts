/** An installed Chromium; CHROMIUM names another. Null when there is none. */
export function findChromium(): string | null;
