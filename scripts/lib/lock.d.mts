/** A held lock file; see lock.mjs. */
export interface Lock {
  release(): void;
  update(fields: Record<string, unknown>): void;
}
export function lockHolder(file: string): { pid: number; birthMark: string } | null;
export function takeLock(file: string, fields?: Record<string, unknown>): Lock | null;
