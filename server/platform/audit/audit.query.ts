import type { Db } from '@/server/shared/db';
import type { Page } from '@/server/shared/trpc';
import { findActions, findPage, type AuditFilter, type AuditWhere } from './audit.repository';
import { viewOfEntry, type AuditEntryView } from './audit.view';

/** One page of a scope's trail, newest first. The caller has proven the right to read that scope. */
export async function listAudit(
  db: Db,
  where: AuditWhere,
  query: { filter: AuditFilter; cursor?: string | undefined; limit: number },
): Promise<Page<AuditEntryView>> {
  const beforeSeq = query.cursor && /^\d{1,18}$/.test(query.cursor) ? BigInt(query.cursor) : undefined;
  const { rows, total } = await findPage(
    db,
    { where, filter: query.filter },
    {
      ...(beforeSeq && { beforeSeq }),
      limit: query.limit,
    },
  );
  const items = rows.slice(0, query.limit).map(viewOfEntry);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > query.limit && last ? last.seq.toString() : null, total };
}

/** The actions that occur in a scope. */
export function listAuditActions(db: Db, where: AuditWhere): Promise<string[]> {
  return findActions(db, where);
}
