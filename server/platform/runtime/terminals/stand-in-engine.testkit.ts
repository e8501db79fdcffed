import { STREAM_WINDOW_BYTES, type ShellInfo, type ShellStreamHandlers, type TerminalBackend } from './backend.types';
import { terminalErrors } from './terminals.errors';

const RING_BYTES = 1_048_576;

interface Viewer {
  handlers: ShellStreamHandlers;
  sentOffset: number;
  acknowledgedOffset: number;
  isClosed: boolean;
}

/** A stand-in for an engine: shells that print what a test tells them to, under the rules of the port. */
export interface StandInEngine extends TerminalBackend {
  print(ptyId: string, bytes: Uint8Array): void;
  /** Everything that was typed into a shell. */
  typed(ptyId: string): string;
  sizeOf(ptyId: string): { columns: number; rows: number };
  /** Bytes that the slowest viewer has not acknowledged. */
  underWayBytes(ptyId: string): number;
  /** Cuts every viewer's way, as a restarting engine does; further ones are refused until `mend`. */
  breakDown(): void;
  mend(): void;
}

interface Shell {
  ptyId: string;
  incarnation: string;
  columns: number;
  rows: number;
  output: Buffer;
  viewers: Set<Viewer>;
  typed: string;
}

export function createStandInEngine(): StandInEngine {
  const shells = new Map<string, Shell>();
  let isBroken = false;
  let opened = 0;
  const shellOf = (ptyId: string): Shell => {
    if (isBroken) throw terminalErrors.engine_unavailable();
    const shell = shells.get(ptyId);
    if (!shell) throw terminalErrors.shell_not_found();
    return shell;
  };
  return {
    listShells: async () => [...shells.values()].map(infoOf),
    openShell: async (_target, { ptyId, columns, rows }) => {
      if (isBroken) throw terminalErrors.engine_unavailable();
      const known = shells.get(ptyId);
      const shell: Shell = known ?? {
        ptyId,
        incarnation: `i${++opened}`,
        columns,
        rows,
        output: Buffer.alloc(0),
        viewers: new Set(),
        typed: '',
      };
      shells.set(ptyId, shell);
      return infoOf(shell);
    },
    attachShell: async (_target, { ptyId, from }, handlers) => {
      const shell = shellOf(ptyId);
      const fromOffset = from === 'start' ? infoOf(shell).firstOffset : from;
      if (fromOffset > shell.output.length) throw terminalErrors.offset_ahead();
      const viewer: Viewer = { handlers, sentOffset: fromOffset, acknowledgedOffset: fromOffset, isClosed: false };
      shell.viewers.add(viewer);
      queueMicrotask(() => pump(shell, viewer));
      return { info: infoOf(shell), stream: streamOf(shell, viewer) };
    },
    closeShell: async (_target, ptyId) => {
      shells.delete(ptyId);
    },
    print(ptyId, bytes) {
      const shell = shells.get(ptyId);
      if (!shell) throw new Error(`no shell ${ptyId}`);
      shell.output = Buffer.concat([shell.output, bytes]);
      for (const viewer of shell.viewers) pump(shell, viewer);
    },
    typed: (ptyId) => shells.get(ptyId)?.typed ?? '',
    sizeOf: (ptyId) => ({ columns: shells.get(ptyId)?.columns ?? 0, rows: shells.get(ptyId)?.rows ?? 0 }),
    underWayBytes: (ptyId) =>
      Math.max(
        0,
        ...[...(shells.get(ptyId)?.viewers ?? [])].map((viewer) => viewer.sentOffset - viewer.acknowledgedOffset),
      ),
    breakDown() {
      isBroken = true;
      for (const shell of shells.values()) {
        for (const viewer of [...shell.viewers]) end(shell, viewer, new Error('the way is gone'));
      }
    },
    mend() {
      isBroken = false;
    },
  };
}

function infoOf({ ptyId, incarnation, columns, rows, output }: Shell): ShellInfo {
  const nextOffset = output.length;
  return {
    ptyId,
    incarnation,
    columns,
    rows,
    firstOffset: Math.max(0, nextOffset - RING_BYTES),
    nextOffset,
    exit: null,
  };
}

function pump(shell: Shell, viewer: Viewer): void {
  const { firstOffset, nextOffset } = infoOf(shell);
  if (viewer.isClosed) return;
  if (viewer.sentOffset < firstOffset) {
    viewer.handlers.onGap({ offset: viewer.sentOffset, missedBytes: firstOffset - viewer.sentOffset });
    viewer.sentOffset = firstOffset;
    viewer.acknowledgedOffset = firstOffset;
  }
  const room = STREAM_WINDOW_BYTES - (viewer.sentOffset - viewer.acknowledgedOffset);
  const length = Math.min(room, nextOffset - viewer.sentOffset);
  if (length <= 0) return;
  const offset = viewer.sentOffset;
  viewer.sentOffset += length;
  viewer.handlers.onOutput(shell.output.subarray(offset, offset + length), offset);
}

function streamOf(shell: Shell, viewer: Viewer) {
  return {
    write: (data: Uint8Array) => {
      shell.typed += Buffer.from(data).toString('utf8');
      return true;
    },
    drained: () => Promise.resolve(),
    resize: (size: { columns: number; rows: number }) => {
      shell.columns = size.columns;
      shell.rows = size.rows;
    },
    acknowledge: (offset: number) => {
      viewer.acknowledgedOffset = Math.max(viewer.acknowledgedOffset, offset);
      pump(shell, viewer);
    },
    close: () => end(shell, viewer, null),
  };
}

function end(shell: Shell, viewer: Viewer, error: Error | null): void {
  if (viewer.isClosed) return;
  viewer.isClosed = true;
  shell.viewers.delete(viewer);
  viewer.handlers.onClose(error);
}
