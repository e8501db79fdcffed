import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

import { environmentOf } from '../host/environment';
import { RuntimeError } from '../protocol/errors';
import type { TaskOutput } from '../protocol/task-schemas';

export interface ExecRequest {
  readonly argv: readonly string[];
  readonly timeoutMs: number;
  readonly stdinBase64?: string;
  readonly outputMaxBytes: number;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs a program to its end, or kills it and what it started after the timeout. Output beyond the limit is read and dropped. */
export function execute(request: ExecRequest): Promise<TaskOutput<'exec'>> {
  const [file, ...args] = request.argv;
  if (file === undefined) throw new RuntimeError('bad_task', 'There is no program to run.');
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: request.env['HOME'] ?? '/',
      env: environmentOf(request.env),
      detached: true,
      stdio: 'pipe',
    });
    const stdout = collect(child.stdout, request.outputMaxBytes);
    const stderr = collect(child.stderr, request.outputMaxBytes);
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, request.timeoutMs);
    child.stdin.on('error', () => undefined);
    child.stdin.end(Buffer.from(request.stdinBase64 ?? '', 'base64'));
    child.once('error', (cause) => {
      clearTimeout(timer);
      reject(new RuntimeError('exec_failed', 'The program could not be started.', { cause }));
    });
    child.once('close', (exitCode, signal) => {
      clearTimeout(timer);
      resolve({
        exitCode,
        signal,
        timedOut,
        stdoutBase64: stdout.read(),
        stderrBase64: stderr.read(),
        truncated: stdout.isTruncated() || stderr.isTruncated(),
      });
    });
  });
}

function collect(stream: Readable, maxBytes: number): { read(): string; isTruncated(): boolean } {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    const room = maxBytes - Math.min(bytes, maxBytes);
    if (room > 0) chunks.push(Buffer.from(chunk.subarray(0, room)));
    bytes += chunk.length;
  });
  return { read: () => Buffer.concat(chunks).toString('base64'), isTruncated: () => bytes > maxBytes };
}
