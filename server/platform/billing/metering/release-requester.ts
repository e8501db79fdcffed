import type { Tx } from '@/server/shared/db';
import { log } from '@/server/shared/log';
import { onceInProcess } from '@/server/shared/state/process-state';
import type { ResourceId } from '../billing.types';
import type { ReleaseReason } from './metering.types';

/** How a product stops compute when the money ends; called in the transaction of the charge that used it up. */
export type ReleaseRequester = (tx: Tx, resourceId: ResourceId, reason: ReleaseReason) => Promise<void>;

interface Holder {
  requester: ReleaseRequester | undefined;
}

const holder = () => onceInProcess<Holder>('billing-release-requester', () => ({ requester: undefined }));

/**
 * Says how compute is stopped when the money ends. Billing imports no product, so the product registers itself; registering again
 * replaces (two bundles of one process each load the product).
 */
export function registerReleaseRequester(requester: ReleaseRequester): void {
  holder().requester = requester;
}

/** Asks for the release of a resource, in the charging transaction. It is asked again at every window until the meter stops. */
export async function requestRelease(tx: Tx, resourceId: ResourceId, reason: ReleaseReason): Promise<void> {
  const { requester } = holder();
  if (!requester) {
    log().error({ resourceId, reason }, 'compute should stop, and nobody registered how');
    return;
  }
  await requester(tx, resourceId, reason);
}
