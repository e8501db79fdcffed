/** The part of node-pty's native module that is used. Its JavaScript half is left out: it drops output that is unread 200 ms after an exit. */
export interface NativePty {
  fork(
    file: string,
    args: string[],
    env: string[],
    cwd: string,
    columns: number,
    rows: number,
    uid: number,
    gid: number,
    utf8: boolean,
    helperPath: string,
    onExit: (code: number, signal: number) => void,
  ): { fd: number; pid: number; pty: string };
  resize(fd: number, columns: number, rows: number): void;
}

/** Loads the native module from a file. Throws when it is none. */
export function loadNativePty(file: string): NativePty {
  const holder: { exports: Partial<NativePty> } = { exports: {} };
  process.dlopen(holder, file);
  const { fork, resize } = holder.exports;
  if (fork === undefined || resize === undefined) throw new Error('The PTY library lacks a function');
  return { fork, resize };
}
