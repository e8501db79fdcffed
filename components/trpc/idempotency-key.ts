const keyBytes = 18;

/** A key for one intent, made when its form opens: sent again, the server gives the same answer. */
export function newIdempotencyKey(): string {
  // Not crypto.randomUUID: browsers keep it from pages that are served without TLS.
  const bytes = crypto.getRandomValues(new Uint8Array(keyBytes));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

/**
 * The key of trying a failed launch again. The intent is "again after this attempt": asked twice it has one effect, and once
 * that attempt failed too, the next press is a new intent.
 */
export function retryKeyOf({ id, attempt }: { id: string; attempt: number }): string {
  return `${id}-after-${attempt}`;
}
