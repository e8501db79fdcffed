const keyBytes = 18;

/** A key for one intent, made when its form opens: sent again, the server gives the same answer. */
export function newIdempotencyKey(): string {
  // Not crypto.randomUUID: browsers keep it from pages that are served without TLS.
  const bytes = crypto.getRandomValues(new Uint8Array(keyBytes));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}
