import { terminalErrors, type TerminalBackend, type TerminalTarget } from '@/server/platform/runtime';
import { database } from '@/server/shared/db';
import { isAppError } from '@/server/shared/errors';
import { isId } from '@/server/shared/ids';
import { nodeForWork } from '../fleet/node.repository';
import { reach } from '../fleet/reach';

/**
 * Tells a workspace that runs on another portal's machine from one that has ended: both are unknown to the runtime that is asked.
 * The former's terminals are refused with `runtime.engine_elsewhere`.
 */
export function refuseElsewhere(backend: TerminalBackend): TerminalBackend {
  const tried = async <T>(target: TerminalTarget, call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      if (isAppError(error) && error.code === 'runtime.workspace_ended') await requireHere(target);
      throw error;
    }
  };
  return {
    listShells: (target) => tried(target, () => backend.listShells(target)),
    openShell: (target, shell) => tried(target, () => backend.openShell(target, shell)),
    attachShell: (target, shell, handlers) => tried(target, () => backend.attachShell(target, shell, handlers)),
    closeShell: async (target, ptyId) => {
      // A shell that is not there counts as closed, so it has to be asked before.
      await requireHere(target);
      return backend.closeShell(target, ptyId);
    },
  };
}

async function requireHere({ nodeId }: TerminalTarget): Promise<void> {
  if (nodeId === undefined || !isId('nod', nodeId)) return;
  const node = await nodeForWork(database(), nodeId);
  if (node && !(await reach(node))) throw terminalErrors.engine_elsewhere({ attrs: { nodeId } });
}
