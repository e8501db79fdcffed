import type { ScopeKind } from '../iam.types';

/** `product.resource.verb`, or `*` for all. */
type Grant = '*' | `${string}.${string}.${string}`;

/** A built-in role: where it may be bound, what it holds there and below. It cannot be changed by anybody. */
export interface BuiltInRole {
  title: string;
  /** One sentence for the person who gives it. */
  summary: string;
  scopeKinds: readonly ScopeKind[];
  permissions: readonly Grant[];
}

/** Everything in a project can be seen, nothing changed. */
const PROJECT_READ = [
  'iam.project.read',
  'gpuaas.catalog.read',
  'gpuaas.allocation.read',
  'billing.price.read',
  'billing.spend.read',
  'billing.budget.read',
] as const;

/** Launching, and working in what one launched oneself. */
const PROJECT_USE = [
  'gpuaas.allocation.launch',
  'gpuaas.allocation.release',
  'gpuaas.allocation.retry',
  'runtime.terminal.open',
] as const;

/** Working in, and ending, what others launched; deciding who is in the project. */
const PROJECT_MANAGE = [
  'iam.project.update',
  'iam.person.read',
  'iam.person.invite',
  'iam.role.read',
  'iam.role.grant',
  'iam.role.revoke',
  'gpuaas.allocation.operate_any',
  'runtime.terminal.open_any',
  'runtime.terminal.read',
  'billing.ledger.read',
  'audit.entry.read',
] as const;

/** What a viewer of a department or an organization sees beyond its projects. */
const DEPARTMENT_READ = [
  ...PROJECT_READ,
  'iam.department.read',
  'iam.person.read',
  'iam.role.read',
  'billing.ledger.read',
] as const;

const DEPARTMENT_MANAGE = [
  ...PROJECT_USE,
  ...PROJECT_MANAGE,
  'iam.department.update',
  'iam.project.create',
  'billing.budget.set',
] as const;

const ORGANIZATION_READ = [...DEPARTMENT_READ, 'iam.organization.read', 'billing.account.read'] as const;

const ORGANIZATION_MANAGE = [
  ...DEPARTMENT_MANAGE,
  'iam.organization.update',
  'iam.department.create',
  'iam.project.move',
  'iam.person.remove',
  'iam.session.read',
  'iam.session.revoke',
] as const;

/** Role → where it may be bound and what it holds. The only place that says so. */
export const BUILT_IN_ROLES = {
  platform_superadmin: {
    title: 'Platform superadmin',
    summary: 'Everything, everywhere.',
    scopeKinds: ['platform'],
    permissions: ['*'],
  },
  platform_ops: {
    title: 'Platform operator',
    summary: 'Runs the fleet and funds balances; sees no customer content.',
    scopeKinds: ['platform'],
    permissions: [
      'iam.platform.read',
      'iam.organization.read',
      'gpuaas.catalog.read',
      'gpuaas.fleet.read',
      'gpuaas.fleet.operate',
      'gpuaas.allocation.read',
      'gpuaas.allocation.force_release',
      'billing.account.read',
      'billing.account.adjust',
      'billing.price.read',
    ],
  },
  platform_auditor: {
    title: 'Platform auditor',
    summary: 'Reads every trail, changes nothing.',
    scopeKinds: ['platform'],
    permissions: [
      'iam.platform.read',
      'audit.entry.read',
      'iam.organization.read',
      'iam.department.read',
      'iam.project.read',
      'iam.person.read',
      'iam.role.read',
      'iam.session.read',
      'gpuaas.catalog.read',
      'gpuaas.fleet.read',
      'gpuaas.allocation.read',
      'billing.account.read',
      'billing.ledger.read',
      'billing.spend.read',
      'billing.budget.read',
      'billing.price.read',
    ],
  },
  owner: {
    title: 'Owner',
    summary: 'Everything in the organization, ownership included.',
    scopeKinds: ['organization'],
    permissions: [...ORGANIZATION_READ, ...ORGANIZATION_MANAGE, 'iam.organization.close', 'iam.organization.transfer'],
  },
  admin: {
    title: 'Admin',
    summary: 'Everything in the organization but ownership and closing it.',
    scopeKinds: ['organization'],
    permissions: [...ORGANIZATION_READ, ...ORGANIZATION_MANAGE],
  },
  billing_admin: {
    title: 'Billing admin',
    summary: 'Budgets, statements and prices.',
    scopeKinds: ['organization', 'department'],
    permissions: [
      'iam.organization.read',
      'iam.department.read',
      'iam.project.read',
      'billing.account.read',
      'billing.ledger.read',
      'billing.spend.read',
      'billing.budget.read',
      'billing.budget.set',
      'billing.price.read',
    ],
  },
  member: {
    title: 'Member',
    summary: 'Belongs to the organization and may be given projects.',
    scopeKinds: ['organization'],
    permissions: ['iam.organization.read', 'gpuaas.catalog.read', 'billing.price.read'],
  },
  viewer: {
    title: 'Viewer',
    summary: 'Reads everything in the organization.',
    scopeKinds: ['organization'],
    permissions: ORGANIZATION_READ,
  },
  department_admin: {
    title: 'Department admin',
    summary: 'Projects, budgets and people of the department.',
    scopeKinds: ['department'],
    permissions: [...DEPARTMENT_READ, ...DEPARTMENT_MANAGE],
  },
  department_viewer: {
    title: 'Department viewer',
    summary: 'Reads the department and its spend.',
    scopeKinds: ['department'],
    permissions: DEPARTMENT_READ,
  },
  project_admin: {
    title: 'Project admin',
    summary: 'Everything in the project.',
    scopeKinds: ['project'],
    permissions: [...PROJECT_READ, ...PROJECT_USE, ...PROJECT_MANAGE],
  },
  project_member: {
    title: 'Project member',
    summary: 'Launches workspaces and uses their own.',
    scopeKinds: ['project'],
    permissions: [...PROJECT_READ, ...PROJECT_USE],
  },
  project_viewer: {
    title: 'Project viewer',
    summary: 'Reads the project.',
    scopeKinds: ['project'],
    permissions: PROJECT_READ,
  },
} as const satisfies Record<string, BuiltInRole>;

export type BuiltInRoleName = keyof typeof BUILT_IN_ROLES;

/** The names of all built-in roles, widest first. */
export const BUILT_IN_ROLE_NAMES = Object.keys(BUILT_IN_ROLES) as BuiltInRoleName[];

/** The role of that name, if it is one of the built-in. */
export function findRole(name: string): BuiltInRole | undefined {
  return Object.hasOwn(BUILT_IN_ROLES, name) ? BUILT_IN_ROLES[name as BuiltInRoleName] : undefined;
}

/** Whether a role holds a permission. A name that is no role holds nothing. */
export function roleHolds(name: string, permission: string): boolean {
  const held: readonly string[] = findRole(name)?.permissions ?? [];
  return held.includes('*') || held.includes(permission);
}
