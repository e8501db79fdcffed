export function runningRuntime(dataDir: string): { pid: number } | null;
export function isRuntimeOwed(dataDir: string): boolean;
export function buildOf(options: {
  env: Record<string, string | undefined>;
  profileSettings?: { requiredIsolation?: string[] };
  missingPackages?: string[];
}): string;
export function startRuntime(options: {
  config: { dataDir: string; profile?: string; profileSettings: object };
  secrets: object;
}): Promise<{ adopted: boolean; replaced: boolean; ready: boolean; isolation: object | null; release(): void } | null>;
export function endRuntime(dataDir: string): Promise<string | null>;
