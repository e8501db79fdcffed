export { defineProduct, isRegistered, registeredNames, requireRegistered } from './registry.service';
export type { ProductDeclaration, RegistryDimension } from './registry.types';
