export function runtimeSocket(dataDir: string): string;
