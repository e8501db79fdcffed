/**
 * The port behind which an engine holds shells. A capacity driver implements it once and registers it under the name that stands
 * in the `driver` field of a surface's target; the gateway knows nothing else of the engine.
 *
 * Offsets count bytes from the first one that a shell wrote.
 */

/** Where a surface's workload is, as the driver that opened the surface wrote it. Holds no secret. */
export interface TerminalTarget {
  /** Name under which the driver's backend is registered. */
  readonly driver: string;
  /** The workload in the driver's own words. */
  readonly workspaceId: string;
  readonly nodeId?: string | undefined;
}

/** Where a shell's program stands. Bytes `[firstOffset, nextOffset)` can still be read. */
export interface ShellInfo {
  /** Chosen by the caller of `open`: `[A-Za-z0-9][A-Za-z0-9_-]{0,31}`. */
  readonly ptyId: string;
  /** Tells this program from an earlier one of the same `ptyId`, whose offsets mean nothing here. */
  readonly incarnation: string;
  readonly columns: number;
  readonly rows: number;
  readonly firstOffset: number;
  readonly nextOffset: number;
  /** Set once the program ended; its output stays readable until `close`. */
  readonly exit: ShellExit | null;
}

export interface ShellExit {
  readonly code: number;
  readonly signal: number | null;
}

export interface ShellSize {
  readonly columns: number;
  readonly rows: number;
}

/** What happens to an attached viewer, in order. `onClose` comes last and exactly once. */
export interface ShellStreamHandlers {
  /** `data` holds the bytes `[offset, offset + data.length)`, right after what came before. */
  onOutput(data: Uint8Array, offset: number): void;
  /** `missedBytes` bytes from `offset` on are no longer kept. Output goes on right behind them. */
  onGap(gap: { offset: number; missedBytes: number }): void;
  onExit(exit: ShellExit & { finalOffset: number }): void;
  /** `null` after `close()`, an exit or the end of the workload; an error when the way there was lost: attach again. */
  onClose(error: Error | null): void;
}

/** One viewer of a shell. */
export interface ShellStream {
  /** Sends keys. False: the program reads slowly; wait for `drained` before sending more. */
  write(data: Uint8Array): boolean;
  drained(): Promise<void>;
  resize(size: ShellSize): void;
  /**
   * Everything before `offset` reached the person. The backend has at most {@link STREAM_WINDOW_BYTES} under way that were not
   * acknowledged, and lets the program wait rather than skip or hoard.
   */
  acknowledge(offset: number): void;
  /** Ends this viewer; the program goes on. */
  close(): void;
}

/** Most unacknowledged bytes that a backend may hand to one viewer. */
export const STREAM_WINDOW_BYTES = 524_288;

/**
 * All refusals are errors of this domain (`terminalErrors`): `engine_unavailable`, `engine_elsewhere`, `workspace_ended`,
 * `shell_not_found`, `shell_limit`, `offset_ahead`.
 */
export interface TerminalBackend {
  /** Shells of a workload in the order in which they were opened, ended ones included. */
  listShells(target: TerminalTarget): Promise<ShellInfo[]>;
  /** Starts a shell, or gives the one of this `ptyId` as it stands: two callers at once get the same shell. */
  openShell(target: TerminalTarget, shell: ShellSize & { ptyId: string }): Promise<ShellInfo>;
  /**
   * Follows a shell from `fromOffset` on; what was overwritten comes as one gap first. `from: 'start'` begins with the oldest
   * byte that is kept.
   */
  attachShell(
    target: TerminalTarget,
    shell: { ptyId: string; from: number | 'start' },
    handlers: ShellStreamHandlers,
  ): Promise<{ info: ShellInfo; stream: ShellStream }>;
  /** Ends the program and forgets its output. A shell that is not there is fine. */
  closeShell(target: TerminalTarget, ptyId: string): Promise<void>;
}
