import { idFromUuid } from '@/server/shared/ids';
import type { AuditRow } from './audit.repository';

/** One audit row as the screen shows it. Ids are edge ids. */
export function viewOfEntry(row: AuditRow) {
  return {
    id: idFromUuid('aud', row.id),
    seq: row.seq,
    occurredAt: row.occurredAt,
    bookedAt: row.bookedAt,
    actor: {
      kind: row.actorKind,
      id: row.actorId ? idFromUuid('usr', row.actorId) : null,
      name: row.actorName,
      role: row.actorRole,
    },
    action: row.action,
    target: { kind: row.targetKind, id: row.targetId, name: row.targetName },
    result: row.result as 'ok' | 'denied' | 'failed',
    reason: row.reason,
    correlationId: row.correlationId,
    metadata: row.metadata as Record<string, string | number | boolean | null | string[]>,
    ipAddress: row.ipAddress,
    userAgent: row.userAgent,
    projectId: row.projectId ? idFromUuid('prj', row.projectId) : null,
  };
}

export type AuditEntryView = ReturnType<typeof viewOfEntry>;
