import { appendAudit, type AuditActor } from '@/server/platform/audit';
import type { Scope } from '@/server/platform/iam';
import type { Tx } from '@/server/shared/db';
import { uuidFromId } from '@/server/shared/ids';
import * as accounts from '../accounts/account.repository';
import '../billing.registration';
import { billingErrors } from '../billing.errors';
import { billingEvents } from '../billing.events';
import * as repository from './budget.repository';
import type { BudgetScopeKind } from './budget.types';

/** A place that can have a budget: everything in the tree but the platform. */
export type BudgetScope = Exclude<Scope, { kind: 'platform' }>;

interface BudgetChange {
  scope: BudgetScope;
  /** Per month of the organization's time zone; null takes the budget away. */
  amountMicros: bigint | null;
  /** A hard budget refuses launches that it does not cover. */
  isHard: boolean;
  actor: AuditActor & { id: `usr_${string}` | `sac_${string}` };
}

/** The scope's own kind and id (edge). */
export function placeOf(scope: BudgetScope): {
  kind: BudgetScopeKind;
  id: `org_${string}` | `dep_${string}` | `prj_${string}`;
} {
  switch (scope.kind) {
    case 'organization':
      return { kind: 'organization', id: scope.organizationId };
    case 'department':
      return { kind: 'department', id: scope.departmentId };
    case 'project':
      return { kind: 'project', id: scope.projectId };
  }
}

/** Sets the monthly budget of a place, under the lock that launches take, so that none slips between two budgets. */
export async function setBudget(tx: Tx, change: BudgetChange): Promise<void> {
  const { scope, amountMicros, isHard, actor } = change;
  const place = placeOf(scope);
  const organizationId = uuidFromId(scope.organizationId);
  const account = await accounts.lockByOrganization(tx, organizationId);
  if (!account) throw billingErrors.account_missing();
  const scopeId = uuidFromId(place.id);
  const { currency } = account;
  const createdById = uuidFromId(actor.id);
  const budget =
    amountMicros === null
      ? null
      : { organizationId, scopeKind: place.kind, scopeId, amountMicros, currency, isHard, createdById };
  await repository.replace(tx, { kind: place.kind, id: scopeId }, budget);
  await appendAudit(tx, {
    actor,
    action: 'billing.budget.set',
    target: { kind: place.kind, id: place.id },
    result: 'ok',
    organizationId: scope.organizationId,
    departmentId: scope.kind === 'department' ? scope.departmentId : null,
    projectId: scope.kind === 'project' ? scope.projectId : null,
    metadata: { amountMicros: amountMicros?.toString() ?? null, currency, isHard },
  });
  await tell(tx, scope);
}

/** A ceiling counts for every launch under it, so every project under it hears of it. */
async function tell(tx: Tx, scope: BudgetScope): Promise<void> {
  const { kind, id } = placeOf(scope);
  const organizationId = uuidFromId(scope.organizationId);
  const fact = { organization_id: scope.organizationId, scope_kind: kind, scope_id: id };
  await billingEvents.budget_set.publish(tx, fact, { organizationId });
  for (const projectId of await repository.findProjectsIn(tx.db, { kind, id: uuidFromId(id) }))
    await billingEvents.budget_set.publish(tx, fact, { organizationId, projectId });
}
