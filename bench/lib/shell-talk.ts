import * as pty from '@lydell/node-pty';

/** Something one types into and hears from: a shell behind the portal, or a bare one. */
export interface Talker {
  type(text: string): void;
  onOutput: (data: Uint8Array) => void;
}

/** The floor: a shell on a PTY of this very process. */
export interface BareShell extends Talker {
  end(): void;
}

export function startBareShell(): BareShell {
  // The types know only text; without an encoding the library hands over bytes.
  const child = pty.spawn('/bin/bash', ['--norc'], { cols: 80, rows: 24, encoding: null });
  const shell: BareShell = {
    type: (text) => child.write(text),
    onOutput: () => undefined,
    end: () => child.kill('SIGKILL'),
  };
  child.onData((data) => shell.onOutput(data as unknown as Uint8Array));
  return shell;
}

/** Resolves once a text has come by. */
export function heard(shell: Talker, text: string): Promise<void> {
  let seen = '';
  return new Promise((resolve) => {
    shell.onOutput = (data) => {
      seen = (seen + Buffer.from(data).toString('latin1')).slice(-4_096);
      if (!seen.includes(text)) return;
      shell.onOutput = () => undefined;
      resolve();
    };
  });
}

/** Turns a shell into one that gives every key back at once, and nothing else. */
export async function becomeEcho(shell: Talker): Promise<void> {
  const ready = heard(shell, 'echo-is-ready');
  // The word is put together by the shell, so that the echo of the command line is not taken for it.
  shell.type("stty raw -echo; printf 'echo-is-%s' ready; exec cat\n");
  await ready;
}

/** Milliseconds from key to echo, key by key. */
export async function timeKeys(shell: Talker, count: number): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < count; i++) {
    const key = String.fromCharCode(97 + (i % 26));
    const back = heard(shell, key);
    const startedMs = performance.now();
    shell.type(key);
    await back;
    samples.push(performance.now() - startedMs);
  }
  return samples;
}
