import { constants, openSync, writeSync } from 'node:fs';

import { readText } from '../host/processes';

/**
 * When a runtime of this state folder last saw its running workspaces alive: what is known of those that end while none runs. Noted every second and
 * therefore without waiting for the disk; after a crash of the process it is exact, after a power cut some seconds older.
 */
export class LastLook {
  private readonly descriptor: number;
  private lastMs: number;

  constructor(file: string) {
    this.lastMs = Date.parse(readText(file) ?? '') || 0;
    this.descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
  }

  /** Milliseconds since 1970; 0 when there was no look yet. */
  get atMs(): number {
    return this.lastMs;
  }

  /** An ISO time always has the same length, so writing it in place never leaves a mixture behind. */
  note(atMs: number): void {
    this.lastMs = atMs;
    writeSync(this.descriptor, new Date(atMs).toISOString(), 0);
  }
}
