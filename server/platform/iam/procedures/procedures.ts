import type { z } from 'zod';
import { appendAudit } from '@/server/platform/audit';
import { database, inTransaction, type Db } from '@/server/shared/db';
import { sharedErrors } from '@/server/shared/errors';
import { baseProcedure, type RequestContext } from '@/server/shared/trpc';
import type { ScopeRef, UserActor } from '../iam.types';
import type { Place } from '../rights/rights.rules';
import { prove } from '../rights/rights.service';
import { authenticate } from '../sessions/authenticate';

type Reason = string;
type PermissionName = `${string}.${string}.${string}`;

interface Guard<S extends z.ZodType, R extends ScopeRef> {
  /** Registered in the registry; a permission that is not is held by nobody. */
  permission: PermissionName;
  input: S;
  /**
   * Finds the place that the parsed input is about; null when there is none. It must not change anything, and must not
   * throw for what is missing.
   */
  locate: (input: z.output<S>, db: Db) => Promise<R | null> | R | null;
}

/** For what anybody may ask without having signed in. The reason is read by whoever reviews the list of open doors. */
export function publicProcedure(reason: Reason) {
  return baseProcedure.meta({ open: 'public', reason });
}

/** For what concerns the signed-in person alone (their own sessions, what they may reach). `ctx.actor` is theirs. */
export function signedInProcedure(reason: Reason) {
  return baseProcedure.meta({ open: 'signed_in', reason }).use(async ({ ctx, next }) => {
    return next({ ctx: { actor: await requireActor(ctx) } });
  });
}

/**
 * For everything else: `guarded({ permission, input, locate }).query(…)`. In this order: signed in? input valid? place known
 * and right held there? Only then the resolver runs, with `ctx.actor` (naming the role that decided) and `ctx.scope`.
 * An unknown place and a missing right are the same error, byte for byte; the latter is audited.
 */
export function guarded<S extends z.ZodType, R extends ScopeRef>(guard: Guard<S, R>) {
  const { permission, locate } = guard;
  return baseProcedure
    .meta({ permission })
    .use(async ({ ctx, next }) => next({ ctx: { actor: await requireActor(ctx) } }))
    .input(guard.input)
    .use(async ({ ctx, input, next }) => {
      // The step before has parsed the input with this very schema.
      const ref = await locate(input as z.output<S>, database());
      if (!ref) throw sharedErrors.not_found();
      const answer = await prove<R>(database(), { actor: ctx.actor, permission, ref });
      if (!answer.ok) {
        if (answer.place) await auditDenial(ctx.actor, permission, answer.place);
        throw sharedErrors.not_found();
      }
      const actor: UserActor = { ...ctx.actor, role: answer.role };
      return next({ ctx: { actor, scope: answer.scope } });
    });
}

// Calls that travel in one request share its context, and one look at the session is enough for them.
const asked = new WeakMap<RequestContext, Promise<UserActor | null>>();

async function requireActor(ctx: RequestContext): Promise<UserActor> {
  let answer = asked.get(ctx);
  if (!answer) {
    answer = authenticate(ctx.cookies, ctx, { isUse: !ctx.isUnattended });
    asked.set(ctx, answer);
  }
  const actor = await answer;
  if (!actor) throw sharedErrors.unauthenticated();
  return actor;
}

async function auditDenial(actor: UserActor, permission: string, place: Place): Promise<void> {
  const id = place.projectId ?? place.departmentId ?? place.organizationId ?? null;
  await inTransaction((tx) =>
    appendAudit(tx, {
      actor,
      action: 'iam.access.denied',
      target: { kind: place.kind, id },
      result: 'denied',
      metadata: { permission },
      organizationId: place.organizationId ?? null,
      departmentId: place.departmentId ?? null,
      projectId: place.projectId ?? null,
    }),
  );
}
