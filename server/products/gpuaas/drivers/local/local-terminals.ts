import { isRuntimeError, type PtyInfo, type RuntimeClient } from '@/server/node-runtime/protocol';
import { terminalErrors, type ShellInfo, type TerminalBackend } from '@/server/platform/runtime';

/** The shells of workspaces on this machine: the gateway's port, through the node runtime. */
export function createLocalTerminals(runtime: () => RuntimeClient): TerminalBackend {
  return {
    listShells: async ({ workspaceId }) => (await asked(() => runtime().listPtys({ workspaceId }))).map(toShell),
    openShell: async ({ workspaceId }, shell) => {
      try {
        return toShell(await runtime().openPty({ workspaceId, ...shell }));
      } catch (error) {
        // Another caller opened it at the same time, or before, with another size: theirs is the shell.
        if (!isRuntimeError(error) || error.code !== 'pty_conflict') throw toTerminalError(error);
        return requireShell(await asked(() => runtime().listPtys({ workspaceId })), shell.ptyId);
      }
    },
    attachShell: async ({ workspaceId }, { ptyId, from }, handlers) => {
      const info = requireShell(await asked(() => runtime().listPtys({ workspaceId })), ptyId);
      const fromOffset = from === 'start' ? info.firstOffset : from;
      const attachment = await asked(() => runtime().attachPty({ workspaceId, ptyId, fromOffset }, handlers));
      const { resize, ...rest } = attachment;
      return { info, stream: { ...rest, resize: ({ columns, rows }) => resize(columns, rows) } };
    },
    closeShell: async ({ workspaceId }, ptyId) => {
      try {
        await runtime().closePty({ workspaceId, ptyId });
      } catch (error) {
        if (!isRuntimeError(error) || !GONE.has(error.code)) throw toTerminalError(error);
      }
    },
  };
}

const GONE: ReadonlySet<string> = new Set(['pty_not_found', 'workspace_not_found', 'workspace_ended']);

async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toTerminalError(error);
  }
}

function toTerminalError(error: unknown): unknown {
  if (!isRuntimeError(error)) return error;
  switch (error.code) {
    case 'workspace_not_found':
    case 'workspace_ended':
      return terminalErrors.workspace_ended({ cause: error });
    case 'pty_not_found':
      return terminalErrors.shell_not_found({ cause: error });
    case 'pty_limit':
      return terminalErrors.shell_limit({ cause: error });
    case 'pty_offset_ahead':
      return terminalErrors.offset_ahead({ cause: error });
    default:
      return terminalErrors.engine_unavailable({ cause: error, attrs: { runtimeCode: error.code } });
  }
}

function requireShell(ptys: readonly PtyInfo[], ptyId: string): ShellInfo {
  const found = ptys.find((pty) => pty.ptyId === ptyId);
  if (!found) throw terminalErrors.shell_not_found();
  return toShell(found);
}

function toShell(pty: PtyInfo): ShellInfo {
  const { ptyId, pid, columns, rows, firstOffset, nextOffset, exit } = pty;
  return { ptyId, incarnation: String(pid), columns, rows, firstOffset, nextOffset, exit };
}
