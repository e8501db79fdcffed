import { appendAudit } from '@/server/platform/audit';
import { scopeFor, type UserActor } from '@/server/platform/iam';
import { database, inTransaction, type Db, type Tx } from '@/server/shared/db';
import { sharedErrors, type AppError } from '@/server/shared/errors';
import type { Id } from '@/server/shared/ids';
import { findById } from '../surfaces/surfaces.repository';
import type { Surface } from '../surfaces/surfaces.types';
import { mintTicket, redeemTicket } from '../tickets/tickets.service';
import { terminalBackend } from './backends';
import type { ShellInfo, TerminalTarget } from './backend.types';
import { parseTarget } from './target';
import { terminalErrors } from './terminals.errors';

/** The project that a terminal belongs to, for guards; null for anything but a terminal. */
export async function locateTerminal(
  surfaceId: Id<'sfc'>,
  db: Db,
): Promise<{ kind: 'project'; projectId: Id<'prj'> } | null> {
  const surface = await findById(db, surfaceId);
  return surface?.kind === 'terminal' ? { kind: 'project', projectId: surface.projectId } : null;
}

/**
 * Whether a person may be in this terminal now: the right in its project, and for a workload of somebody else the right over
 * other people's.
 */
export async function mayEnter(actor: UserActor, surface: Surface, db: Db = database()): Promise<boolean> {
  const ref = { kind: 'project', projectId: surface.projectId } as const;
  if (!(await scopeFor(db, { actor, permission: 'runtime.terminal.open', ref }))) return false;
  if (surface.audience === 'project' || surface.ownerId === actor.id) return true;
  return (await scopeFor(db, { actor, permission: 'runtime.terminal.open_any', ref })) !== null;
}

/** A single-use ticket with which a socket may open the terminal. Throws `not_found` to those who may not enter. */
export async function issueTicket(input: {
  actor: UserActor;
  surfaceId: Id<'sfc'>;
}): Promise<{ ticket: string; expiresAt: Date }> {
  await requireEntrance(input.actor, input.surfaceId);
  return inTransaction((tx) => mintTicket(tx, input));
}

/** The shells of a terminal, oldest first. */
export async function listShells(input: { actor: UserActor; surfaceId: Id<'sfc'> }): Promise<ShellInfo[]> {
  const { target } = await requireEntrance(input.actor, input.surfaceId);
  return terminalBackend(target.driver).listShells(target);
}

/** Ends a shell and what runs in it, audited. A shell that is gone already is fine. */
export async function endShell(input: { actor: UserActor; surfaceId: Id<'sfc'>; ptyId: string }): Promise<void> {
  const { surface, target } = await requireEntrance(input.actor, input.surfaceId);
  await terminalBackend(target.driver).closeShell(target, input.ptyId);
  await inTransaction((tx) =>
    appendAudit(tx, { action: 'runtime.shell.ended', result: 'ok', ...auditOf(input.actor, surface, input.ptyId) }),
  );
}

/** What a granted ticket gives: where the shell is, and the surface that it was entered by. */
export interface Entrance {
  surface: Surface;
  target: TerminalTarget;
}

/**
 * Redeems a ticket at the gateway and writes down who entered, or who was refused and why. Right, surface and ticket are looked
 * at anew: a ticket proves only that they were in order a minute ago.
 */
export async function enterTerminal(input: {
  actor: UserActor;
  surfaceId: Id<'sfc'>;
  ptyId: string;
  ticket: string;
}): Promise<Entrance> {
  const { actor, surfaceId, ptyId, ticket } = input;
  const answer = await inTransaction(async (tx): Promise<{ refusal: AppError } | { surface: Surface }> => {
    const claim = { surfaceId, userId: actor.id, sessionId: actor.sessionId };
    const ticketRefusal = await redeemTicket(tx, ticket, claim);
    const surface = await findById(tx.db, surfaceId);
    const refusal = ticketRefusal ?? (await checkEntrance(tx, actor, surface));
    if (refusal || !surface) {
      await auditRefusal(tx, { actor, surface, surfaceId, refusal: refusal ?? sharedErrors.not_found() });
      return { refusal: refusal ?? sharedErrors.not_found() };
    }
    await appendAudit(tx, { action: 'runtime.terminal.opened', result: 'ok', ...auditOf(actor, surface, ptyId) });
    return { surface };
  });
  if ('refusal' in answer) throw answer.refusal;
  return { surface: answer.surface, target: parseTarget(answer.surface.target) };
}

/** Writes down that a person left a terminal. */
export async function leaveTerminal(input: {
  actor: UserActor;
  surface: Surface;
  ptyId: string;
  reason: string;
}): Promise<void> {
  const { actor, surface, ptyId, reason } = input;
  await inTransaction((tx) =>
    appendAudit(tx, { action: 'runtime.terminal.closed', result: 'ok', reason, ...auditOf(actor, surface, ptyId) }),
  );
}

/** Why a person may not stay in a terminal; undefined while they may. */
export async function checkStay(actor: UserActor, surfaceId: Id<'sfc'>): Promise<AppError | undefined> {
  const surface = await findById(database(), surfaceId);
  if (!surface || surface.closedAt) return terminalErrors.surface_closed();
  return (await mayEnter(actor, surface)) ? undefined : terminalErrors.right_revoked();
}

async function requireEntrance(actor: UserActor, surfaceId: Id<'sfc'>): Promise<Entrance> {
  const surface = await findById(database(), surfaceId);
  if (!surface || surface.kind !== 'terminal') throw sharedErrors.not_found();
  if (!(await mayEnter(actor, surface))) {
    const refusal = sharedErrors.not_found();
    await inTransaction((tx) => auditRefusal(tx, { actor, surface, surfaceId, refusal }));
    throw refusal;
  }
  if (surface.closedAt) throw terminalErrors.surface_closed();
  return { surface, target: parseTarget(surface.target) };
}

async function checkEntrance(tx: Tx, actor: UserActor, surface: Surface | null): Promise<AppError | undefined> {
  if (!surface || surface.kind !== 'terminal') return sharedErrors.not_found();
  if (!(await mayEnter(actor, surface, tx.db))) return sharedErrors.not_found();
  return surface.closedAt ? terminalErrors.surface_closed() : undefined;
}

async function auditRefusal(
  tx: Tx,
  input: { actor: UserActor; surface: Surface | null; surfaceId: Id<'sfc'>; refusal: AppError },
): Promise<void> {
  const { actor, surface, surfaceId, refusal } = input;
  await appendAudit(tx, {
    actor,
    action: 'runtime.terminal.refused',
    target: { kind: 'surface', id: surfaceId, name: surface?.name ?? null },
    result: 'denied',
    reason: refusal.publicMessage,
    metadata: { code: refusal.code },
    organizationId: surface?.organizationId ?? null,
    projectId: surface?.projectId ?? null,
  });
}

function auditOf(actor: UserActor, surface: Surface, ptyId: string) {
  return {
    actor,
    target: { kind: 'surface', id: surface.id, name: surface.name },
    metadata: { shell: ptyId, ofAnotherPerson: surface.ownerId !== null && surface.ownerId !== actor.id },
    organizationId: surface.organizationId,
    projectId: surface.projectId,
  };
}
