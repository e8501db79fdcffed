import { appendAudit } from '@/server/platform/audit';
import { scopeWhere, type Actor, type Scope } from '@/server/platform/iam';
import { requireRegistered } from '@/server/platform/registry';
import type { Db, Tx } from '@/server/shared/db';
import { uuidFromId } from '@/server/shared/ids';
import { surfaceEvents } from './surfaces.events';
import { closeAll, findOpen, upsert } from './surfaces.repository';
import type { OpenSurfaceInput, ResourceId, Surface } from './surfaces.types';

/** Registers a way into a workload, audited, and tells the screens. A surface of the same name is opened again in its place. */
export async function openSurface(tx: Tx, input: OpenSurfaceInput & { actor: Actor }): Promise<Surface> {
  const { actor, ...facts } = input;
  requireRegistered('surfaceKinds', facts.kind);
  const surface = await upsert(tx, facts);
  await appendAudit(tx, { actor, action: 'runtime.surface.opened', result: 'ok', ...auditTarget(surface) });
  await surfaceEvents.surface_opened.publish(
    tx,
    { surface_id: surface.id, kind: surface.kind, name: surface.name },
    audienceOf(surface),
  );
  return surface;
}

/**
 * Closes every way into a resource. `reason` is a sentence for whoever is inside: terminals close with it within a second of
 * the commit.
 */
export async function closeSurfaces(
  tx: Tx,
  input: { resourceId: ResourceId; actor: Actor; reason: string },
): Promise<Surface[]> {
  const closed = await closeAll(tx, input.resourceId);
  for (const surface of closed) {
    await appendAudit(tx, {
      actor: input.actor,
      action: 'runtime.surface.closed',
      result: 'ok',
      reason: input.reason,
      ...auditTarget(surface),
    });
    await surfaceEvents.surface_closed.publish(
      tx,
      { surface_id: surface.id, kind: surface.kind, name: surface.name, reason: input.reason },
      audienceOf(surface),
    );
  }
  return closed;
}

/** The open surfaces of a resource as far as the scope reaches. */
export function listSurfaces(db: Db, scope: Scope, resourceId: ResourceId): Promise<Surface[]> {
  const { organizationId, projectId } = scopeWhere(scope);
  return findOpen(db, { ...(organizationId && { organizationId }), ...(projectId && { projectId }) }, resourceId);
}

function auditTarget(surface: Surface) {
  return {
    target: { kind: 'surface', id: surface.id, name: surface.name },
    metadata: { kind: surface.kind, audience: surface.audience, version: surface.version },
    organizationId: surface.organizationId,
    projectId: surface.projectId,
  };
}

function audienceOf(surface: Surface) {
  return { organizationId: uuidFromId(surface.organizationId), projectId: uuidFromId(surface.projectId) };
}
