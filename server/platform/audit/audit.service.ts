import type { Tx } from '@/server/shared/db';
import { requireRegistered } from '@/server/platform/registry';
import { uuidFromId, type Id } from '@/server/shared/ids';
import { auditEvents } from './audit.events';
import { insert } from './audit.repository';
import type { AuditInput } from './audit.types';

/** Keys that may never stand in metadata, whatever their value. */
const SECRET_KEY = /pass(word|phrase)|secret|token|ticket|cookie|authorization|private_?key/i;
const METADATA_TEXT_LENGTH_MAX = 500;

/**
 * Appends the audit row of a privileged mutation or a denial, in the transaction of what it tells of, and tells screens. An action that is not
 * registered, or metadata that looks like a secret, throws: better no mutation than an unexplained one.
 */
export async function appendAudit(tx: Tx, input: AuditInput): Promise<void> {
  requireRegistered('auditActions', input.action);
  for (const [key, value] of Object.entries(input.metadata ?? {})) {
    if (SECRET_KEY.test(key)) throw new RangeError(`audit metadata may not carry "${key}"`);
    if (typeof value === 'string' && value.length > METADATA_TEXT_LENGTH_MAX) {
      throw new RangeError(`audit metadata "${key}" is longer than ${METADATA_TEXT_LENGTH_MAX} characters`);
    }
  }
  await insert(tx, input);
  const organizationId = input.organizationId && uuidFromId(input.organizationId as Id<'org'>);
  await auditEvents.entry_appended.publish(tx, {}, organizationId ? { organizationId } : {});
}
