/**
 * What the runtime asks the agent. The runtime has checked every value against the task's schema; the agent serves nobody else, for its
 * listener was handed to it and has no path inside the workspace.
 */
export type AgentRequest =
  | { op: 'hello' }
  | { op: 'watch'; afterExit: number }
  | { op: 'list' }
  | { op: 'settle' }
  | { op: 'open'; ptyId: string; columns: number; rows: number; argv?: string[]; env?: Record<string, string> }
  | { op: 'attach'; ptyId: string; fromOffset: number; readOnly: boolean }
  | { op: 'write'; ptyId: string; dataBase64: string }
  | { op: 'resize'; ptyId: string; columns: number; rows: number }
  | { op: 'close'; ptyId: string }
  | { op: 'dial'; port: number }
  | { op: 'exec'; argv: string[]; timeoutMs: number; stdinBase64?: string };

/** An exit of a PTY, numbered by the agent so that the runtime can ask for those it has not heard of. */
export interface ReportedExit {
  readonly number: number;
  readonly ptyId: string;
  readonly code: number;
  readonly signal: number | null;
}
