/** How many series can be told apart; further ones belong into "other". */
export const seriesCountMax = 8;

const otherColor = 'var(--color-series-other)';

/** A small stable number for a text (FNV-1a). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * A colour for each key. A key prefers the colour its name hashes to, so that the same project has the same colour on
 * every page; where two meet, the later in alphabetical order moves on. Keys beyond eight share the colour of the rest.
 */
export function seriesColors(keys: readonly string[]): ReadonlyMap<string, string> {
  const colors = new Map<string, string>();
  const taken = new Set<number>();
  for (const key of [...new Set(keys)].sort()) {
    if (key === 'other' || taken.size === seriesCountMax) {
      colors.set(key, otherColor);
      continue;
    }
    let slot = hashOf(key) % seriesCountMax;
    while (taken.has(slot)) slot = (slot + 1) % seriesCountMax;
    taken.add(slot);
    colors.set(key, `var(--color-series-${slot + 1})`);
  }
  return colors;
}

/** Colours by position, for figures with an order of their own (CPU, memory, GPU). */
export function orderedColor(index: number): string {
  return index < seriesCountMax ? `var(--color-series-${index + 1})` : otherColor;
}
