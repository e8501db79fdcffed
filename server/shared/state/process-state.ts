/**
 * What may exist once per process (pool, event bus, registries) lives on `globalThis` under `Symbol.for`, because Next's
 * bundle and the server's own each load this folder. This is the only file that touches it.
 *
 * @param name unique within the program
 * @param make called at most once per process
 */
export function onceInProcess<T>(name: string, make: () => T): T {
  const key = Symbol.for(`gpuaas.${name}`);
  const holder = globalThis as unknown as Record<symbol, { value: T } | undefined>;
  const held = holder[key];
  if (held) return held.value;
  const made = { value: make() };
  holder[key] = made;
  return made.value;
}
