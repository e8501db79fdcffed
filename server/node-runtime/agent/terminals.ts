import { existsSync } from 'node:fs';

import { RuntimeError } from '../protocol/errors';
import type { PtyInfo } from '../protocol/task-schemas';
import type { NativePty } from './native-pty';
import type { ReportedExit } from './requests';
import { Terminal } from './terminal';

const terminalsMax = 128;
/** Exited terminals are kept for late viewers; beyond this the oldest goes. */
const exitedTerminalsMax = 16;
const settleRoundMs = 50;
const settleRoundsMax = 20;
const reportedExitsMax = 1_000;

/** Programs of the workspace are the first to go when its memory ends, before the agent that reports it. */
const shieldScript = 'echo 300 >/proc/self/oom_score_adj 2>/dev/null; exec "$@"';

export interface OpenRequest {
  readonly ptyId: string;
  readonly columns: number;
  readonly rows: number;
  readonly argv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The terminals of this workspace. */
export class Terminals {
  private readonly byId = new Map<string, Terminal>();
  private readonly exits: ReportedExit[] = [];
  private exitCount = 0;
  private readonly listeners = new Set<(exit: ReportedExit) => void>();

  constructor(
    private readonly native: NativePty,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  open(request: OpenRequest): PtyInfo {
    if (this.byId.has(request.ptyId)) throw new RuntimeError('pty_conflict', 'A terminal of this name exists already.');
    if (this.byId.size >= terminalsMax)
      throw new RuntimeError('pty_limit', `A workspace has at most ${terminalsMax} terminals.`);
    const argv = request.argv ?? (existsSync('/bin/bash') ? ['/bin/bash', '-l'] : ['/bin/sh', '-l']);
    const terminal = this.start(request, argv);
    this.byId.set(request.ptyId, terminal);
    return describe(terminal);
  }

  get(ptyId: string): Terminal {
    const terminal = this.byId.get(ptyId);
    if (terminal === undefined) throw new RuntimeError('pty_not_found', 'This terminal does not exist, or was closed.');
    return terminal;
  }

  list(): PtyInfo[] {
    return [...this.byId.values()].map(describe);
  }

  close(ptyId: string): void {
    const terminal = this.byId.get(ptyId);
    this.byId.delete(ptyId);
    terminal?.close();
  }

  /** Resolves when the last words of programs that have ended are on their way to the viewers, or have had time enough. */
  async settle(): Promise<void> {
    for (let round = 0; round < settleRoundsMax; round += 1) {
      // The first wait also covers the time between a process' end and its report.
      await new Promise((resolve) => setTimeout(resolve, settleRoundMs));
      if (![...this.byId.values()].some((terminal) => terminal.isEnding)) return;
    }
  }

  /** Calls `listener` with every exit after the given number, those of the past first. Returns how to stop. */
  watchExits(afterExit: number, listener: (exit: ReportedExit) => void): () => void {
    for (const exit of this.exits) if (exit.number > afterExit) listener(exit);
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private start(request: OpenRequest, argv: readonly string[]): Terminal {
    try {
      return new Terminal(
        this.native,
        {
          ptyId: request.ptyId,
          columns: request.columns,
          rows: request.rows,
          argv: ['/bin/sh', '-c', shieldScript, 'sh', ...argv],
          env: { ...this.env, TERM: 'xterm-256color', COLORTERM: 'truecolor', ...request.env },
          cwd: this.env['HOME'] ?? '/',
        },
        (terminal, exit) => this.handleExit({ number: ++this.exitCount, ptyId: terminal.ptyId, ...exit }),
      );
    } catch (cause) {
      throw new RuntimeError('pty_limit', 'The workspace cannot start another process.', { cause });
    }
  }

  private handleExit(exit: ReportedExit): void {
    this.exits.push(exit);
    if (this.exits.length > reportedExitsMax) this.exits.shift();
    for (const listener of this.listeners) listener(exit);
    const exited = [...this.byId.values()].filter((terminal) => terminal.exit !== null);
    for (const terminal of exited.slice(0, Math.max(0, exited.length - exitedTerminalsMax))) this.close(terminal.ptyId);
  }
}

/** A terminal as the runtime reports it. */
export function describe(terminal: Terminal): PtyInfo {
  const { ptyId, pid, columns, rows, firstOffset, nextOffset, exit } = terminal;
  return { ptyId, pid, columns, rows, firstOffset, nextOffset, viewers: terminal.viewerCount, exit };
}
