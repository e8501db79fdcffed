import { onceInProcess } from '@/server/shared/state/process-state';
import { registryErrors } from './registry.errors';
import type { ProductDeclaration, RegistryDimension } from './registry.types';

const declarations = () => onceInProcess('registry', () => new Map<string, ProductDeclaration>());

const NAME_PATTERN = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,3}$/;

/**
 * Registers what a product or a platform domain owns. Declaring again replaces (Next's bundle and the server's own each load
 * a domain); a malformed name, or one outside the product's prefix, throws a RangeError at start.
 */
export function defineProduct<const D extends ProductDeclaration>(declaration: D): D {
  for (const name of [...declaration.permissions, ...declaration.auditActions]) {
    if (!NAME_PATTERN.test(name) || !name.startsWith(`${declaration.name}.`)) {
      throw new RangeError(`${declaration.name} cannot register "${name}"`);
    }
  }
  declarations().set(declaration.name, declaration);
  return declaration;
}

/** Everything that is registered in one dimension, sorted. */
export function registeredNames(dimension: RegistryDimension): string[] {
  return [...declarations().values()].flatMap((declaration) => [...(declaration[dimension] ?? [])]).sort();
}

/** Whether a name is registered in a dimension. */
export function isRegistered(dimension: RegistryDimension, name: string): boolean {
  return [...declarations().values()].some((declaration) => declaration[dimension]?.includes(name));
}

/** Fails closed: throws `registry.unknown_name` for a name nobody registered. */
export function requireRegistered(dimension: RegistryDimension, name: string): void {
  if (!isRegistered(dimension, name)) throw registryErrors.unknown_name({ attrs: { dimension, name } });
}
