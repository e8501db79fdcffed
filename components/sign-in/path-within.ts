const PATH_PATTERN = /^\/(?![/\\])[^\s\\]*$/;

/** A path of this site to go on to after sign-in. Anything else, another site's address above all, becomes the start page. */
export function pathWithin(value: unknown): string {
  if (typeof value !== 'string') return '/';
  const path = /^https?:\/\/[^/]+(\/.*)?$/.exec(value)?.[1] ?? value;
  return PATH_PATTERN.test(path) && !path.startsWith('/sign-in') ? path : '/';
}
