import type { RuntimeClient } from '../protocol';
import type { PtyAttachment } from '../protocol/attachment';

export interface TestViewer {
  readonly attachment: PtyAttachment;
  /** Everything seen so far. */
  bytes(): Buffer;
  /** Resolves once so many bytes, gaps included, have gone by. */
  reach(offset: number): Promise<void>;
  readonly gaps: { offset: number; missedBytes: number }[];
  /** Resolves once the output since the call before matches. */
  see(pattern: RegExp): Promise<string>;
  type(keys: string): void;
  readonly exited: Promise<{ code: number; signal: number | null; finalOffset: number }>;
  readonly closed: Promise<Error | null>;
}

/** A viewer that keeps and acknowledges all it sees. Checks on the way that offsets join up: a byte that is lost or doubled is an error. */
export async function watchPty(
  client: RuntimeClient,
  pty: { workspaceId: string; ptyId: string; fromOffset?: number },
): Promise<TestViewer> {
  const chunks: Buffer[] = [];
  const gaps: { offset: number; missedBytes: number }[] = [];
  const exited = Promise.withResolvers<{ code: number; signal: number | null; finalOffset: number }>();
  const closed = Promise.withResolvers<Error | null>();
  let nextOffset = pty.fromOffset ?? 0;
  let unread = '';
  let wake: () => void = () => undefined;
  const advance = (offset: number, length: number) => {
    if (offset !== nextOffset) exited.reject(new Error(`expected byte ${nextOffset}, got ${offset}`));
    nextOffset = offset + length;
  };
  const attachment = await client.attachPty(
    { workspaceId: pty.workspaceId, ptyId: pty.ptyId, fromOffset: nextOffset },
    {
      onOutput(data, offset) {
        advance(offset, data.length);
        chunks.push(Buffer.from(data));
        unread = (unread + data.toString('latin1')).slice(-100_000);
        attachment.acknowledge(nextOffset);
        wake();
      },
      onGap(gap) {
        advance(gap.offset, gap.missedBytes);
        gaps.push(gap);
      },
      onExit: (exit) => exited.resolve(exit),
      onClose: (error) => closed.resolve(error),
    },
  );
  const see = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const match = pattern.exec(unread);
      if (match !== null) {
        unread = unread.slice(match.index + match[0].length);
        return match[0];
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      await promise;
    }
  };
  const reach = async (offset: number): Promise<void> => {
    while (nextOffset < offset) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      await promise;
    }
  };
  return {
    attachment,
    reach,
    bytes: () => Buffer.concat(chunks),
    gaps,
    see,
    type: (keys) => void attachment.write(Buffer.from(keys)),
    exited: exited.promise,
    closed: closed.promise,
  };
}

/** Opens a terminal with a command and watches it from its first byte. */
export async function openTerminal(
  client: RuntimeClient,
  pty: { workspaceId: string; ptyId: string; command?: string[] },
): Promise<TestViewer> {
  await client.openPty({ ...pty, columns: 80, rows: 24 });
  return watchPty(client, pty);
}

/** Runs a shell line in a workspace and gives what it printed. */
export async function runLine(
  client: RuntimeClient,
  workspaceId: string,
  line: string,
): Promise<{ code: number | null; out: string }> {
  const result = await client.exec({ workspaceId, argv: ['/bin/bash', '-c', line], timeoutMs: 20_000 });
  const text =
    Buffer.from(result.stdoutBase64, 'base64').toString() + Buffer.from(result.stderrBase64, 'base64').toString();
  return { code: result.exitCode, out: text.trim() };
}
