export function isAlive(pid: number): boolean;
export function commandLineOf(pid: number): string;
export function birthMarkOf(pid: number): string;
export function until<T>(
  check: () => T | Promise<T>,
  options: { timeoutMs: number; everyMs?: number },
): Promise<T | null>;
export function endProcess(pid: number, steps: { signal: NodeJS.Signals; timeoutMs: number }[]): Promise<boolean>;
