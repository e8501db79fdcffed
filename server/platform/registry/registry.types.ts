/** What a product or a platform domain brings. Unknown names fail closed wherever they are used. */
export interface ProductDeclaration {
  /** kebab-case, the first part of its permissions. */
  name: string;
  title: string;
  /** `product.resource.verb`. */
  permissions: readonly string[];
  /** `product.resource.done`; a privileged mutation without one does not run. */
  auditActions: readonly string[];
  /** Units in which usage may be metered. */
  meterUnits?: readonly string[];
  /** Kinds of surface a workload of the product may open. */
  surfaceKinds?: readonly string[];
}

/** The dimensions a name can be registered in. */
export type RegistryDimension = 'permissions' | 'auditActions' | 'meterUnits' | 'surfaceKinds';
