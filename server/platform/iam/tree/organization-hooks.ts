import type { Tx } from '@/server/shared/db';
import type { Id } from '@/server/shared/ids';
import { onceInProcess } from '@/server/shared/state/process-state';

/** What a domain further right does when an organization comes to be, in the same transaction. */
export type OrganizationHook = (tx: Tx, organization: { organizationId: Id<'org'>; currency: string }) => Promise<void>;

const hooks = () => onceInProcess('iam.organization-hooks', () => new Map<string, OrganizationHook>());

/**
 * Registers what has to happen with every new organization (billing opens its account). Registering under the same name
 * again replaces: Next's bundle and the server's own may each do it.
 */
export function onOrganizationCreated(name: string, hook: OrganizationHook): void {
  hooks().set(name, hook);
}

/** Runs every registered hook; one that fails undoes the organization. */
export async function runOrganizationHooks(
  tx: Tx,
  organization: { organizationId: Id<'org'>; currency: string },
): Promise<void> {
  for (const hook of hooks().values()) await hook(tx, organization);
}
