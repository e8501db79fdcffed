import type { Db, Tx } from '@/server/shared/db';
import { newUuid, uuidFromId, type Id, type IdPrefix } from '@/server/shared/ids';
import type { AuditInput } from './audit.types';

const asUuid = (id: string | null | undefined) => (id ? uuidFromId(id as Id<IdPrefix>) : null);

/** Writes one row. Ids of the hierarchy and of the actor become uuids; a target keeps its edge id. */
export async function insert(tx: Tx, input: AuditInput): Promise<void> {
  await tx.db.auditEntry.create({
    data: {
      id: newUuid(),
      occurredAt: tx.now,
      organizationId: asUuid(input.organizationId),
      departmentId: asUuid(input.departmentId),
      projectId: asUuid(input.projectId),
      actorKind: input.actor.kind,
      actorId: input.actor.id?.includes('_') ? asUuid(input.actor.id) : null,
      actorName: input.actor.name,
      actorRole: input.actor.role ?? null,
      action: input.action,
      targetKind: input.target.kind,
      targetId: input.target.id,
      targetName: input.target.name ?? null,
      result: input.result,
      reason: input.reason ?? null,
      correlationId: tx.correlationId,
      metadata: input.metadata ?? {},
      ipAddress: input.actor.ipAddress ?? null,
      userAgent: input.actor.userAgent ?? null,
    },
  });
}

/** Where-clause of a list, as uuids; empty means the whole platform. */
export interface AuditWhere {
  organizationId?: string;
  departmentId?: string;
  projectId?: string;
}

export interface AuditFilter {
  action?: string | undefined;
  actorId?: string | undefined;
  targetId?: string | undefined;
  result?: string | undefined;
  correlationId?: string | undefined;
  text?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
}

/** Newest first, below `beforeSeq`. */
export async function findPage(
  db: Db,
  { where, filter }: { where: AuditWhere; filter: AuditFilter },
  page: { beforeSeq?: bigint; limit: number },
) {
  const conditions = whereOf(where, filter);
  const [rows, total] = await Promise.all([
    db.auditEntry.findMany({
      where: { ...conditions, ...(page.beforeSeq && { seq: { lt: page.beforeSeq } }) },
      orderBy: { seq: 'desc' },
      take: page.limit + 1,
    }),
    db.auditEntry.count({ where: conditions }),
  ]);
  return { rows, total };
}

/** The actions that occur in a scope, sorted; for the filter. */
export async function findActions(db: Db, where: AuditWhere): Promise<string[]> {
  const rows = await db.auditEntry.findMany({
    where,
    distinct: ['action'],
    select: { action: true },
    orderBy: { action: 'asc' },
  });
  return rows.map((row) => row.action);
}

function whereOf(where: AuditWhere, filter: AuditFilter) {
  return {
    ...where,
    ...(filter.action && { action: { startsWith: filter.action } }),
    ...(filter.actorId && { actorId: asUuid(filter.actorId) }),
    ...(filter.targetId && { targetId: filter.targetId }),
    ...(filter.result && { result: filter.result }),
    ...(filter.correlationId && { correlationId: filter.correlationId }),
    ...((filter.from || filter.to) && {
      occurredAt: { ...(filter.from && { gte: filter.from }), ...(filter.to && { lt: filter.to }) },
    }),
    ...(filter.text && {
      OR: [
        { actorName: { contains: filter.text, mode: 'insensitive' as const } },
        { targetName: { contains: filter.text, mode: 'insensitive' as const } },
        { targetId: { contains: filter.text } },
        { action: { contains: filter.text } },
        { reason: { contains: filter.text, mode: 'insensitive' as const } },
      ],
    }),
  };
}

export type AuditRow = Awaited<ReturnType<typeof findPage>>['rows'][number];
