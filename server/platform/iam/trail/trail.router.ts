import { z } from 'zod';
import { listAudit, listAuditActions } from '@/server/platform/audit';
import { database } from '@/server/shared/db';
import { uuidFromId, zId } from '@/server/shared/ids';
import { pageInput, router } from '@/server/shared/trpc';
import type { Scope } from '../iam.types';
import { guarded } from '../procedures/procedures';
import { scopeWhere } from '../rights/scope';

/** A project, else an organization, else the whole platform. */
const placeInput = z.object({ organizationId: zId('org').optional(), projectId: zId('prj').optional() });

const filterInput = z.object({
  action: z.string().max(100).optional(),
  actorId: zId('usr').optional(),
  targetId: z.string().max(100).optional(),
  result: z.enum(['ok', 'denied', 'failed']).optional(),
  correlationId: z.string().max(64).optional(),
  text: z.string().trim().max(100).optional(),
  from: z.date().optional(),
  to: z.date().optional(),
});

function locate(input: z.output<typeof placeInput>) {
  if (input.projectId) return { kind: 'project' as const, projectId: input.projectId };
  if (input.organizationId) return { kind: 'organization' as const, organizationId: input.organizationId };
  return { kind: 'platform' as const };
}

/** Narrows by the scope's own organization and, for a project, the project; the platform sees every row. */
function whereOf(scope: Scope) {
  if (scope.kind === 'platform') return {};
  const { organizationId } = scopeWhere(scope);
  return scope.kind === 'project' ? { organizationId, projectId: uuidFromId(scope.projectId) } : { organizationId };
}

/** Reading the audit trail. It lives here because audit stands left of the domain that knows rights. */
export const trailRouter = router({
  list: guarded({
    permission: 'audit.entry.read',
    input: pageInput.extend({ ...placeInput.shape, filter: filterInput.default({}) }),
    locate,
  }).query(({ ctx, input }) =>
    listAudit(database(), whereOf(ctx.scope), { filter: input.filter, cursor: input.cursor, limit: input.limit }),
  ),
  actions: guarded({ permission: 'audit.entry.read', input: placeInput, locate }).query(({ ctx }) =>
    listAuditActions(database(), whereOf(ctx.scope)),
  ),
});
