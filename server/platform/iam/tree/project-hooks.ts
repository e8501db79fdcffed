import type { Tx } from '@/server/shared/db';
import type { Id } from '@/server/shared/ids';
import { onceInProcess } from '@/server/shared/state/process-state';

/** A project with the department that it is in from now on. */
export interface ProjectMove {
  organizationId: Id<'org'>;
  projectId: Id<'prj'>;
  departmentId: Id<'dep'>;
}

/** What a domain further right does when a project moves, in the same transaction, with the project locked and moved. */
export type ProjectMoveHook = (tx: Tx, move: ProjectMove) => Promise<void>;

const hooks = () => onceInProcess('iam.project-move-hooks', () => new Map<string, ProjectMoveHook>());

/**
 * Registers what has to happen when a project moves to another department (billing attributes running work anew). Registering
 * under the same name again replaces: Next's bundle and the server's own may each do it.
 */
export function onProjectMoved(name: string, hook: ProjectMoveHook): void {
  hooks().set(name, hook);
}

/** Runs every registered hook; one that fails undoes the move. */
export async function runProjectMoveHooks(tx: Tx, move: ProjectMove): Promise<void> {
  for (const hook of hooks().values()) await hook(tx, move);
}
