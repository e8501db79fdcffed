export function runtimeSocket(dataDir: string): string;
export function runtimeEnv(options: { config: object; secrets: object }): Record<string, string | undefined>;
