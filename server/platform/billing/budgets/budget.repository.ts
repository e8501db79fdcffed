import { Prisma, type Db, type Tx } from '@/server/shared/db';
import { newUuid } from '@/server/shared/ids';
import type { BudgetScopeKind, BudgetUse } from './budget.types';

interface ScopeIds {
  organizationId: string;
  departmentId: string;
  projectId: string;
}

/** The live budgets over a project with their use: its own, its department's, its organization's. */
export function findUsesOver(db: Db, scope: ScopeIds, now: Date): Promise<BudgetUse[]> {
  const { organizationId, departmentId, projectId } = scope;
  return findUses(
    db,
    Prisma.sql`b.organization_id = ${organizationId}::uuid AND (
      (b.scope_kind = 'project' AND b.scope_id = ${projectId}::uuid)
      OR (b.scope_kind = 'department' AND b.scope_id = ${departmentId}::uuid)
      OR (b.scope_kind = 'organization' AND b.scope_id = ${organizationId}::uuid))`,
    now,
  );
}

/** The live budget of one scope (its uuid) with its use. */
export async function findUseOf(
  db: Db,
  scope: { kind: BudgetScopeKind; id: string },
  now: Date,
): Promise<BudgetUse | undefined> {
  const uses = await findUses(db, Prisma.sql`b.scope_kind = ${scope.kind} AND b.scope_id = ${scope.id}::uuid`, now);
  return uses[0];
}

/**
 * Committed money is counted per resource: what is left of its hold, or what it accrued since its meter last moved where that
 * is more, so that one hour of running work is not counted twice.
 */
function findUses(db: Db, which: Prisma.Sql, now: Date): Promise<BudgetUse[]> {
  return db.$queryRaw<BudgetUse[]>`
    SELECT b.scope_kind AS "scopeKind", b.scope_id AS "scopeId", b.amount_micros AS "amountMicros", b.currency,
      b.is_hard AS "isHard", t.period_start AS "periodStart", t.period_end AS "periodEnd",
      coalesce(posted.micros, 0)::bigint AS "postedMicros", coalesce(committed.micros, 0)::bigint AS "committedMicros"
    FROM billing_budget b
    LEFT JOIN iam_organization o ON o.id = b.organization_id
    CROSS JOIN LATERAL (
      SELECT date_trunc('month', ${now}::timestamptz, coalesce(o.time_zone, 'UTC')) AS period_start,
        (date_trunc('month', ${now}::timestamptz AT TIME ZONE coalesce(o.time_zone, 'UTC')) + interval '1 month')
          AT TIME ZONE coalesce(o.time_zone, 'UTC') AS period_end
    ) t
    LEFT JOIN LATERAL (
      SELECT sum(u.charge_micros) AS micros FROM billing_usage_record u
      WHERE u.organization_id = b.organization_id AND u.start_at >= t.period_start AND u.start_at < t.period_end
        AND (b.scope_kind <> 'project' OR u.project_id = b.scope_id)
        AND (b.scope_kind <> 'department' OR u.department_id = b.scope_id)
    ) posted ON true
    LEFT JOIN LATERAL (
      SELECT sum(greatest(coalesce(h.micros, 0), coalesce(c.micros, 0))) AS micros
      FROM (
        SELECT resource_id, placed_micros - captured_micros - released_micros AS micros FROM billing_hold
        WHERE organization_id = b.organization_id AND closed_at IS NULL
          AND (b.scope_kind <> 'project' OR project_id = b.scope_id)
          AND (b.scope_kind <> 'department' OR department_id = b.scope_id)
      ) h
      FULL JOIN (
        SELECT m.resource_id, sum(div(m.multiplier * greatest(0,
          extract(epoch FROM least(${now}::timestamptz, m.stop_at) - m.through) * 1000) * p.micros_per_hour + m.remainder, 3600000)) AS micros
        FROM billing_meter_cursor m JOIN billing_price_snapshot p ON p.id = m.price_snapshot_id
        WHERE m.organization_id = b.organization_id AND m.closed_at IS NULL
          AND (b.scope_kind <> 'project' OR m.project_id = b.scope_id)
          AND (b.scope_kind <> 'department' OR m.department_id = b.scope_id)
        GROUP BY m.resource_id
      ) c ON c.resource_id = h.resource_id
    ) committed ON true
    WHERE b.ended_at IS NULL AND ${which}`;
}

/** The month of `now` in a time zone, half-open. */
export async function findMonth(db: Db, now: Date, timeZone: string): Promise<{ start: Date; end: Date }> {
  const rows = await db.$queryRaw<{ start: Date; end: Date }[]>`
    SELECT date_trunc('month', ${now}::timestamptz, ${timeZone}) AS start,
      (date_trunc('month', ${now}::timestamptz AT TIME ZONE ${timeZone}) + interval '1 month') AT TIME ZONE ${timeZone} AS end`;
  return rows[0] ?? { start: now, end: now };
}

interface NewBudget {
  organizationId: string;
  scopeKind: BudgetScopeKind;
  scopeId: string;
  amountMicros: bigint;
  currency: string;
  isHard: boolean;
  createdById: string | null;
}

/** Ends the live budget of a scope and puts another in its place; null ends it only. Rows stay, so the past stays readable. */
export async function replace(
  tx: Tx,
  scope: { kind: BudgetScopeKind; id: string },
  budget: NewBudget | null,
): Promise<void> {
  await tx.db.budget.updateMany({
    where: { scopeKind: scope.kind, scopeId: scope.id, endedAt: null },
    data: { endedAt: tx.now },
  });
  if (budget) await tx.db.budget.create({ data: { ...budget, id: newUuid(), createdAt: tx.now } });
}

/** The living projects (uuids) in a place of the tree. */
export async function findProjectsIn(db: Db, scope: { kind: BudgetScopeKind; id: string }): Promise<string[]> {
  const column = { organization: 'organizationId', department: 'departmentId', project: 'id' } as const;
  const where = { [column[scope.kind]]: scope.id, archivedAt: null };
  const rows = await db.project.findMany({ where, select: { id: true } });
  return rows.map((row) => row.id);
}
