import type { IsolationReport } from '@/server/node-runtime/protocol';

export function readIsolation(dataDir: string): IsolationReport | null;
export function describeIsolation(
  report: IsolationReport,
  options: { profile: string; requiredIsolation?: string[] },
): string;
export function holdsWorkspaces(dataDir: string): boolean;
