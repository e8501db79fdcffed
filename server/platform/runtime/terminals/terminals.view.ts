import type { ShellInfo } from './backend.types';

/** One shell as the tab strip shows it. */
export interface ShellView {
  ptyId: string;
  exitCode: number | null;
  /** Names of people who watch it. */
  watchers: string[];
}

export function viewOfShell(shell: ShellInfo, watchers: string[]): ShellView {
  return { ptyId: shell.ptyId, exitCode: shell.exit?.code ?? null, watchers };
}
