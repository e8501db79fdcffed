export function runningRuntime(dataDir: string): { pid: number } | null;
export function startRuntime(options: {
  config: { dataDir: string; profileSettings: object };
  secrets: object;
}): Promise<object | null>;
